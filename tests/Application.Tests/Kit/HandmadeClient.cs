using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AkashChat.TestKit.OpenId;
using AkashChat.TestKit.Upstream;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AkashChat.Application.Tests.Kit;

/// <summary>A client of OpenID Connect made by hand, each step of its own, with one browser.</summary>
internal sealed class HandmadeClient : IAsyncDisposable
{
    private readonly OpenIdServer _provider;
    private readonly ScriptedUpstream _home;
    private readonly SocketsHttpHandler _handler = new() { AllowAutoRedirect = false, UseProxy = false };

    private HandmadeClient(OpenIdServer provider, ScriptedUpstream home)
    {
        _provider = provider;
        _home = home;
        Callback = new Uri(home.ApiBase, "/callback");
        SignedOut = new Uri(home.ApiBase, "/signed-out");
        Browser = new HttpClient(_handler) { BaseAddress = provider.Issuer };
        Flow = new SignInFlow(Browser);
    }

    public Uri Callback { get; }

    public Uri SignedOut { get; }

    public HttpClient Browser { get; }

    public SignInFlow Flow { get; }

    public string Verifier { get; } = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));

    /// <summary>Makes one that the provider sends people back to. Its own address answers, if only with 404.</summary>
    public static async Task<HandmadeClient> CreateAsync(OpenIdServer provider)
    {
        var client = new HandmadeClient(provider, await ScriptedUpstream.StartAsync());
        await provider.AllowAsync(client.Callback, client.SignedOut);
        return client;
    }

    /// <summary>The address that asks for a sign-in.</summary>
    /// <param name="change">Changes the parameters of a right request.</param>
    public Uri AuthorizeAddress(Action<Dictionary<string, string?>>? change = null)
    {
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["client_id"] = _provider.ClientId,
            ["redirect_uri"] = Callback.ToString(),
            ["response_type"] = "code",
            ["scope"] = "openid profile email",
            ["state"] = "state-1",
            ["nonce"] = "nonce-1",
            ["code_challenge"] = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
            ["code_challenge_method"] = "S256",
        };
        change?.Invoke(parameters);
        return new Uri(_provider.Issuer, QueryHelpers.AddQueryString("/authorize", parameters));
    }

    /// <summary>Signs somebody in.</summary>
    /// <returns>The code.</returns>
    public async Task<string> SignInAsync(string person)
    {
        using var end = await Flow.SignInAsync(AuthorizeAddress(), person);
        return AnswerIn(end)["code"];
    }

    /// <summary>Signs somebody in and takes the tokens.</summary>
    public async Task<Tokens> TakeTokensAsync(string person)
    {
        using var response = await RedeemAsync(await SignInAsync(person));
        response.EnsureSuccessStatusCode();
        var tokens = await response.Content.ReadFromJsonAsync<JsonElement>();
        return new Tokens(tokens.GetProperty("id_token").GetString()!, tokens.GetProperty("access_token").GetString()!);
    }

    /// <summary>Takes the tokens for a code.</summary>
    public async Task<HttpResponseMessage> RedeemAsync(
        string code, string? verifier = null, string? secret = null, CancellationToken leave = default)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = _provider.ClientId,
            ["client_secret"] = secret ?? _provider.ClientSecret,
            ["code"] = code,
            ["code_verifier"] = verifier ?? Verifier,
            ["redirect_uri"] = Callback.ToString(),
        });
        return await Browser.PostAsync(new Uri("oauth/token", UriKind.Relative), form, leave);
    }

    /// <summary>Reads the user info.</summary>
    public async Task<HttpResponseMessage> AskUserInfoAsync(string accessToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "userinfo");
        request.Headers.Authorization = new("Bearer", accessToken);
        return await Browser.SendAsync(request);
    }

    /// <summary>Checks an id token as the provider's discovery document says; its nonce and subject are the caller's to look at.</summary>
    public async Task<TokenValidationResult> CheckAsync(string idToken)
    {
        var discovery = await Browser.GetFromJsonAsync<JsonElement>(".well-known/openid-configuration");
        var keys = new JsonWebKeySet(await Browser.GetStringAsync(discovery.GetProperty("jwks_uri").GetString()));
        return await new JsonWebTokenHandler().ValidateTokenAsync(idToken, new TokenValidationParameters
        {
            ValidIssuer = discovery.GetProperty("issuer").GetString(),
            ValidAudience = _provider.ClientId,
            IssuerSigningKeys = keys.GetSigningKeys(),
        });
    }

    /// <summary>What the provider added to the address that it sent the browser back to.</summary>
    public static Dictionary<string, string> AnswerIn(HttpResponseMessage end) =>
        QueryHelpers.ParseQuery(end.RequestMessage!.RequestUri!.Query).ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        _handler.Dispose();
        await _home.DisposeAsync();
    }

    internal sealed record Tokens(string IdToken, string AccessToken);
}
