using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AkashChat.TestKit.OpenId;
using Microsoft.IdentityModel.Tokens;

namespace AkashChat.Application.Tests.Kit;

/// <summary>Each lie and fault of the provider is there for a client to see, and is the only one.</summary>
public sealed class OpenIdLiesTests : IAsyncLifetime
{
    private OpenIdServer _provider = null!;
    private HandmadeClient _client = null!;

    public async Task InitializeAsync()
    {
        _provider = await OpenIdServer.StartAsync();
        _client = await HandmadeClient.CreateAsync(_provider);
        _provider.AddPerson("ada", "auth0|ada", "ada@example.org");
    }

    public async Task DisposeAsync()
    {
        await _client.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Theory]
    [InlineData(Lie.ForgedIssuer, typeof(SecurityTokenInvalidIssuerException))]
    [InlineData(Lie.WrongAudience, typeof(SecurityTokenInvalidAudienceException))]
    [InlineData(Lie.Expired, typeof(SecurityTokenExpiredException))]
    [InlineData(Lie.UnknownKey, typeof(SecurityTokenInvalidSignatureException))]
    [InlineData(Lie.NoSignature, typeof(SecurityTokenInvalidSignatureException))]
    public async Task LieAboutTheToken_FailsItsCheckAlone(Lie lie, Type failure)
    {
        _provider.Lie = lie;

        var tokens = await _client.TakeTokensAsync("ada");

        var check = await _client.CheckAsync(tokens.IdToken);
        Assert.False(check.IsValid);
        Assert.IsType(failure, check.Exception);
    }

    [Theory]
    [InlineData(Lie.None, "auth0|ada", "nonce-1")]
    [InlineData(Lie.UserInfoOfAnother, "auth0|ada", "nonce-1")]
    [InlineData(Lie.ForgedNonce, "auth0|ada", "forged")]
    [InlineData(Lie.NoNonce, "auth0|ada", null)]
    [InlineData(Lie.NoSubject, null, "nonce-1")]
    public async Task LieInAClaim_IsRightlySigned(Lie lie, string? subject, string? nonce)
    {
        _provider.Lie = lie;

        var tokens = await _client.TakeTokensAsync("ada");

        var check = await _client.CheckAsync(tokens.IdToken);
        Assert.True(check.IsValid, check.Exception?.Message);
        Assert.Equal((subject, nonce, "ada@example.org"), (Claim("sub"), Claim("nonce"), Claim("email")));

        string? Claim(string name) => check.Claims.TryGetValue(name, out var value) ? (string)value : null;
    }

    [Theory]
    [InlineData(Lie.None, "auth0|ada")]
    [InlineData(Lie.UserInfoOfAnother, "auth0|another")]
    public async Task UserInfo_IsAboutAnotherOnlyAsALie(Lie lie, string subject)
    {
        _provider.Lie = lie;
        var tokens = await _client.TakeTokensAsync("ada");

        using var response = await _client.AskUserInfoAsync(tokens.AccessToken);

        var info = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(subject, info.GetProperty("sub").GetString());
    }

    [Fact]
    public async Task TokenFails_UntilTheFaultIsGone()
    {
        var code = await _client.SignInAsync("ada");

        _provider.Fault = Fault.TokenFails;
        using var failed = await _client.RedeemAsync(code);
        _provider.Fault = Fault.None;
        using var done = await _client.RedeemAsync(code);

        Assert.Equal((HttpStatusCode.InternalServerError, HttpStatusCode.OK), (failed.StatusCode, done.StatusCode));
        Assert.Equal(2, _provider.Visits.Token.Value);
    }

    [Fact]
    public async Task TokenHangs_UntilTheClientLeaves()
    {
        var code = await _client.SignInAsync("ada");
        _provider.Fault = Fault.TokenHangs;
        using var leave = new CancellationTokenSource();

        var call = _client.RedeemAsync(code, leave: leave.Token);
        await _provider.Visits.Token.WaitForAtLeastAsync(1);
        var answeredFirst = call.IsCompleted;
        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.False(answeredFirst);
    }

    [Fact]
    public async Task TokenHangs_UntilTheServerEnds()
    {
        var provider = await OpenIdServer.StartAsync();
        provider.Fault = Fault.TokenHangs;
        await using var client = await HandmadeClient.CreateAsync(provider);
        var call = client.RedeemAsync("code");
        await provider.Visits.Token.WaitForAtLeastAsync(1);

        await provider.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => call);
    }

    [Fact]
    public async Task UserInfoFails_ButTokensAreGiven()
    {
        _provider.Fault = Fault.UserInfoFails;
        var tokens = await _client.TakeTokensAsync("ada");

        using var response = await _client.AskUserInfoAsync(tokens.AccessToken);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    [Theory]
    [InlineData(".well-known/openid-configuration")]
    [InlineData(".well-known/jwks.json")]
    public async Task Away_CutsEveryConnection(string address)
    {
        var target = new Uri(address, UriKind.Relative);
        _provider.Fault = Fault.Away;
        var failure = await Record.ExceptionAsync(() => _client.Browser.GetAsync(target));

        _provider.Fault = Fault.None;
        using var response = await _client.Browser.GetAsync(target);

        Assert.IsType<HttpRequestException>(failure);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
