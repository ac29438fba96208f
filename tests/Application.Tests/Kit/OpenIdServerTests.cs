using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AkashChat.TestKit.OpenId;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AkashChat.Application.Tests.Kit;

/// <summary>The provider keeps to the protocol as long as no test makes it lie or fail.</summary>
public sealed class OpenIdServerTests : IAsyncLifetime
{
    private OpenIdServer _provider = null!;
    private HandmadeClient _client = null!;

    public async Task InitializeAsync()
    {
        _provider = await OpenIdServer.StartAsync();
        _client = await HandmadeClient.CreateAsync(_provider);
        _provider.AddPerson("ada", "auth0|ada", "ada@example.org");
        _provider.AddPerson("bob", "auth0|bob", "bob@example.org", emailVerified: false);
    }

    public async Task DisposeAsync()
    {
        await _client.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Fact]
    public async Task Discovery_NamesTheAddressesOfAuth0()
    {
        var discovery = await _client.Browser.GetFromJsonAsync<JsonElement>(".well-known/openid-configuration");

        string[] names = ["issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "end_session_endpoint", "jwks_uri"];
        string[] paths = ["", "authorize", "oauth/token", "userinfo", "oidc/logout", ".well-known/jwks.json"];
        Assert.Equal(paths.Select(path => $"{_provider.Issuer}{path}"), names.Select(name => discovery.GetProperty(name).GetString()));
        Assert.Equal("S256", Assert.Single(discovery.GetProperty("code_challenge_methods_supported").EnumerateArray()).GetString());
        Assert.Equal(1, _provider.Visits.Discovery.Value);
    }

    [Theory]
    [InlineData("ada", true)]
    [InlineData("bob", false)]
    public async Task SignIn_GivesTokensThatTellWhoItIs(string person, bool verified)
    {
        var tokens = await _client.TakeTokensAsync(person);

        var check = await _client.CheckAsync(tokens.IdToken);
        using var answer = await _client.AskUserInfoAsync(tokens.AccessToken);
        var info = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(check.IsValid, check.Exception?.Message);
        Assert.Equal(
            ($"auth0|{person}", "nonce-1", person, $"{person}@example.org", verified),
            (check.Claims["sub"], check.Claims["nonce"], check.Claims["name"], check.Claims["email"], check.Claims["email_verified"]));
        Assert.Equal(
            $$"""{"sub":"auth0|{{person}}","name":"{{person}}","email":"{{person}}@example.org","email_verified":{{(verified ? "true" : "false")}}}""",
            info.GetRawText());
        Assert.Equal((1, 1, 1, 1), (_provider.Visits.Authorize.Value, _provider.Visits.Login.Value, _provider.Visits.Token.Value, _provider.Visits.UserInfo.Value));
    }

    [Fact]
    public async Task SignIn_EndsAtTheCallbackWithTheState()
    {
        using var end = await _client.Flow.SignInAsync(_client.AuthorizeAddress(), "ada");

        var answer = HandmadeClient.AnswerIn(end);
        Assert.Equal(_client.Callback.AbsolutePath, end.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Equal("state-1", answer["state"]);
        Assert.Equal(_provider.Issuer.ToString(), answer["iss"]);
        Assert.Equal(2, _client.Flow.Addresses.Count);
    }

    [Fact]
    public async Task Divert_ChangesWhereARedirectLeads()
    {
        _client.Flow.Divert = address => new Uri(address.ToString().Replace("state-1", "forged", StringComparison.Ordinal));

        using var end = await _client.Flow.SignInAsync(_client.AuthorizeAddress(), "ada");

        Assert.Equal("forged", HandmadeClient.AnswerIn(end)["state"]);
    }

    [Fact]
    public async Task WithoutScopes_AddressAndNameStayUnsaid()
    {
        using var end = await _client.Flow.SignInAsync(_client.AuthorizeAddress(parameters => parameters["scope"] = "openid"), "ada");

        using var response = await _client.RedeemAsync(HandmadeClient.AnswerIn(end)["code"]);
        var tokens = await response.Content.ReadFromJsonAsync<JsonElement>();
        var claims = new JsonWebToken(tokens.GetProperty("id_token").GetString()).Claims.Select(claim => claim.Type).ToArray();
        using var answer = await _client.AskUserInfoAsync(tokens.GetProperty("access_token").GetString()!);
        Assert.Contains("sub", claims);
        Assert.DoesNotContain("email", claims);
        Assert.DoesNotContain("name", claims);
        Assert.Equal("""{"sub":"auth0|ada"}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Verified_TheNextAnswersSaySo()
    {
        var tokens = await _client.TakeTokensAsync("bob");

        _provider.Verify("bob");

        using var info = await _client.AskUserInfoAsync(tokens.AccessToken);
        var again = new JsonWebToken((await _client.TakeTokensAsync("bob")).IdToken);
        Assert.Contains("\"email_verified\":true", await info.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True(again.GetPayloadValue<bool>("email_verified"));
    }

    [Fact]
    public async Task SignedInOnce_IsNotAskedAgain()
    {
        using var first = await _client.Flow.SignInAsync(_client.AuthorizeAddress(), "ada");

        using var silent = await _client.Flow.OpenAsync(_client.AuthorizeAddress(parameters => parameters["prompt"] = "none"));

        Assert.Contains("code", HandmadeClient.AnswerIn(silent));
        Assert.Equal((2, 1), (_provider.Visits.Authorize.Value, _provider.Visits.Login.Value));
    }

    [Fact]
    public async Task PromptLogin_AsksAgain()
    {
        using var first = await _client.Flow.SignInAsync(_client.AuthorizeAddress(), "ada");

        using var second = await _client.Flow.SignInAsync(_client.AuthorizeAddress(parameters => parameters["prompt"] = "login"), "bob");

        using var response = await _client.RedeemAsync(HandmadeClient.AnswerIn(second)["code"]);
        var tokens = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("auth0|bob", new JsonWebToken(tokens.GetProperty("id_token").GetString()).Subject);
        Assert.Equal(2, _provider.Visits.Login.Value);
    }

    [Fact]
    public async Task Logout_EndsTheSessionAndReturnsWithTheState()
    {
        var tokens = await _client.TakeTokensAsync("ada");

        using var end = await _client.Flow.OpenAsync(new Uri(
            _provider.Issuer, $"oidc/logout?id_token_hint={tokens.IdToken}&post_logout_redirect_uri={_client.SignedOut}&state=out-1"));

        using var silent = await _client.Flow.OpenAsync(_client.AuthorizeAddress(parameters => parameters["prompt"] = "none"));
        Assert.Equal($"{_client.SignedOut}?state=out-1", end.RequestMessage!.RequestUri!.ToString());
        Assert.Equal("login_required", HandmadeClient.AnswerIn(silent)["error"]);
        Assert.Equal(1, _provider.Visits.Logout.Value);
    }

    [Fact]
    public async Task LogoutToAStranger_GoesNowhere()
    {
        using var response = await _client.Flow.OpenAsync(new Uri(
            _provider.Issuer, $"oidc/logout?client_id={_provider.ClientId}&post_logout_redirect_uri={_client.Callback}"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("/oidc/logout", response.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    public async Task Cancelled_TheClientIsTold()
    {
        using var end = await _client.Flow.CancelAsync(_client.AuthorizeAddress());

        var answer = HandmadeClient.AnswerIn(end);
        Assert.Equal(("access_denied", "state-1"), (answer["error"], answer["state"]));
    }

    [Fact]
    public async Task UnknownName_IsAskedAgain()
    {
        using var page = await _client.Flow.SignInAsync(_client.AuthorizeAddress(), "<nobody>");

        Assert.Contains("Who are you?", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutProofKey_IsRefused()
    {
        using var response = await _client.Flow.OpenAsync(_client.AuthorizeAddress(parameters =>
        {
            parameters.Remove("code_challenge");
            parameters.Remove("code_challenge_method");
        }));

        var page = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("error:invalid_request", page, StringComparison.Ordinal);
        Assert.Contains("code_challenge", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnlistedCallback_IsNotReturnedTo()
    {
        using var response = await _client.Flow.OpenAsync(_client.AuthorizeAddress(parameters => parameters["redirect_uri"] = $"{_client.Callback}/"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("/authorize", response.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Theory]
    [InlineData("another-verifier-that-is-long-enough-to-be-one", null, "invalid_grant")]
    [InlineData(null, "another-secret", "invalid_client")]
    public async Task WrongVerifierOrSecret_GetsNoTokens(string? verifier, string? secret, string error)
    {
        var code = await _client.SignInAsync("ada");

        using var response = await _client.RedeemAsync(code, verifier, secret);

        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.False(response.IsSuccessStatusCode);
        Assert.Equal(error, answer.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Code_WorksOnce()
    {
        var code = await _client.SignInAsync("ada");

        using var first = await _client.RedeemAsync(code);
        using var second = await _client.RedeemAsync(code);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (first.StatusCode, second.StatusCode));
    }
}
