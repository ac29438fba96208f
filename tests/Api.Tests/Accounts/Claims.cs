using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Hosting;

namespace AkashChat.Api.Tests.Accounts;

/// <summary>A new account, and what its owner was given.</summary>
internal sealed record Claimed(Guid UserId, string ApiKey, string KeyId, string RecoveryCode, string Cookie);

/// <summary>What tests of accounts do again and again.</summary>
internal static class Claims
{
    public static async Task<Claimed> OpenAccountAsync(this TestHost host, HttpClient? client = null)
    {
        using var response = await Keys.ClaimApiKeyTests.ClaimAsync(host, await host.SolveChallengeAsync(client), client: client);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var claimed = await response.ReadJsonAsync();
        return new Claimed(
            claimed.GetProperty("userId").GetGuid(),
            claimed.GetProperty("apiKey").GetString()!,
            claimed.GetProperty("key").GetProperty("id").GetString()!,
            claimed.GetProperty("recoveryCode").GetString()!,
            response.SessionCookie()!);
    }

    public static Task<HttpResponseMessage> RecoverAsync(this HttpClient client, string code) =>
        client.PostJsonAsync("api/recovery", $$"""{"code":"{{code}}"}""");

    /// <summary>Sends a request of a browser that holds this session cookie.</summary>
    public static async Task<HttpResponseMessage> SendWithAsync(this HttpClient client, string cookie, HttpMethod method, string path, HttpContent? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Add("Cookie", cookie);
        return await client.SendAsync(request);
    }

    /// <summary>The session cookie that an answer sets, as a browser sends it back; null: none.</summary>
    public static string? SessionCookie(this HttpResponseMessage response) =>
        response.SetCookies().LastOrDefault()?.Split(';')[0];

    /// <summary>Whether an answer makes the browser forget its session.</summary>
    public static bool DeletesTheCookie(this HttpResponseMessage response) =>
        response.SetCookies().LastOrDefault()?.StartsWith("akash-session=; expires=Thu, 01 Jan 1970", StringComparison.Ordinal) == true;

    private static IEnumerable<string> SetCookies(this HttpResponseMessage response) =>
        response.Headers.TryGetValues("Set-Cookie", out var values)
            ? values.Where(value => value.StartsWith("akash-session=", StringComparison.Ordinal))
            : [];
}
