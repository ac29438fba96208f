using AkashChat.Infrastructure.Gateway.LiteLlm;

namespace AkashChat.Infrastructure.Tests.LiteLlm;

/// <summary>What is taken for "there is no such key", and what is not: keys end by it.</summary>
public sealed class LiteLlmErrorTests
{
    [Theory]
    [InlineData(404, """{"error":{"message":"Key not found in database","type":"not_found_error","param":"key","code":"404"}}""", true)]
    [InlineData(404, """{"error":{"message":"{'message': 'No keys found'}","type":"internal_server_error","param":"None","code":"404"}}""", true)]
    [InlineData(404, """{"detail":{"error":"Key not found in database"}}""", true)]
    [InlineData(404, """{"detail":"Not Found"}""", false)]
    [InlineData(404, """{"detail":{"error":"Team not found, passed team_id=x"}}""", false)]
    [InlineData(404, """{"error":{"message":"The requested resource was not found","type":"invalid_request_error","param":null,"code":"404"}}""", false)]
    [InlineData(404, """{"error":{"message":"Invalid URL (GET /key/info)","type":"invalid_request_error","param":null,"code":null}}""", false)]
    [InlineData(404, "<html>404 page not found: key not found</html>", false)]
    [InlineData(404, "", false)]
    [InlineData(400, """{"error":{"message":"Key not found in database","type":"bad_request_error","param":"key","code":"400"}}""", false)]
    [InlineData(401, """{"error":{"message":"Authentication Error, Invalid proxy server token passed. Unable to find token in cache","type":"token_not_found_in_db","param":"key","code":"401"}}""", false)]
    public void UnknownKey_IsOnlyWhatSaysSo(int status, string body, bool isUnknown) =>
        Assert.Equal(isUnknown, LiteLlmError.Read(body)?.IsUnknownKey(status) == true);

    [Theory]
    [InlineData("""{"error":{"message":"Authentication Error, Invalid proxy server token passed.","type":"token_not_found_in_db","param":"key","code":"401"}}""", 401, true)]
    [InlineData("""{"error":{"message":"Authentication Error, All connection attempts failed","type":"auth_error","param":"None","code":"401"}}""", 401, true)]
    [InlineData("""{"detail":{"error":"Only proxy admin can be used to generate keys"}}""", 403, true)]
    [InlineData("""{"error":{"message":"Invalid URL (GET /team/info)","type":"invalid_request_error","param":null,"code":null}}""", 404, false)]
    public void AdminKey_IsBlamedOnlyForWhatIsAboutIt(string body, int status, bool isAboutIt) =>
        Assert.Equal(isAboutIt, LiteLlmError.Read(body)!.IsAboutAdminKey(status));
}
