using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;
using AkashChat.TestKit.OpenId;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AkashChat.Api.Tests.Accounts;

/// <summary>Whatever is forged, broken or away: a page that says so, and never a session.</summary>
public sealed class SignInFailureTests
{
    private const string Failed = "accounts.sign_in_failed";
    private const string Away = "accounts.provider_unavailable";

    [Theory]
    [InlineData(Lie.ForgedNonce)]
    [InlineData(Lie.NoNonce)]
    [InlineData(Lie.ForgedIssuer)]
    [InlineData(Lie.WrongAudience)]
    [InlineData(Lie.UnknownKey)]
    [InlineData(Lie.NoSignature)]
    [InlineData(Lie.Expired)]
    [InlineData(Lie.NoSubject)]
    public async Task LieOfTheProvider_IsRefused(Lie lie)
    {
        await using var visit = await SignInVisit.StartAsync();
        visit.Provider.Lie = lie;

        using var end = await visit.SignInAsync("ada");

        await MustHaveFailedAsync(visit, end, HttpStatusCode.Forbidden, Failed);
    }

    [Fact]
    public async Task UserInfoOfAnother_IsRefused()
    {
        await using var visit = await SignInVisit.StartAsync();
        visit.Provider.Lie = Lie.UserInfoOfAnother;

        using var end = await visit.SignInAsync("nora");

        await MustHaveFailedAsync(visit, end, HttpStatusCode.Forbidden, Failed);
        Assert.Equal(1, visit.Provider.Visits.UserInfo.Value);
    }

    [Theory]
    [InlineData(Fault.TokenFails, "ada")]
    [InlineData(Fault.TokenHangs, "ada")]
    [InlineData(Fault.UserInfoFails, "nora")]
    public async Task FaultOfTheProvider_IsAnOutageOfTheProvider(Fault fault, string person)
    {
        await using var visit = await SignInVisit.StartAsync(options => options.Configure = builder => builder.Services
            .PostConfigure<OpenIdConnectOptions>(OpenIdFlow.Scheme, protocol => protocol.Backchannel.Timeout = TimeSpan.FromSeconds(1)));
        visit.Provider.Fault = fault;

        using var end = await visit.SignInAsync(person);

        await MustHaveFailedAsync(visit, end, HttpStatusCode.ServiceUnavailable, Away);
    }

    [Fact]
    public async Task ProviderAway_IsNotVisitedWhetherItWasKnownBeforeOrNot()
    {
        await using var visit = await SignInVisit.StartAsync();
        visit.Provider.Fault = Fault.Away;
        using var unknown = await visit.SignInAsync("ada");
        await MustHaveFailedAsync(visit, unknown, HttpStatusCode.ServiceUnavailable, Away);

        visit.Provider.Fault = Fault.None;
        visit.Host.Clock.Advance(TimeSpan.FromMinutes(1));
        using var start = await visit.Browser.GetPathAsync("api/auth/login");
        visit.Provider.Fault = Fault.Away;
        visit.Host.Clock.Advance(TimeSpan.FromMinutes(1));
        using var known = await visit.SignInAsync("ada");

        Assert.Equal(HttpStatusCode.Found, start.StatusCode);
        await MustHaveFailedAsync(visit, known, HttpStatusCode.ServiceUnavailable, Away);
    }

    [Fact]
    public async Task ProviderThatGoesAwayMeanwhile_IsAnOutageOfTheProvider()
    {
        await using var visit = await SignInVisit.StartAsync();
        var callback = await StopBeforeCallbackAsync(visit);
        visit.Provider.Fault = Fault.Away;

        using var end = await visit.Flow.OpenAsync(callback);

        await MustHaveFailedAsync(visit, end, HttpStatusCode.ServiceUnavailable, Away);
    }

    [Fact]
    public async Task Cancelled_IsRefused()
    {
        await using var visit = await SignInVisit.StartAsync();

        using var end = await visit.Flow.CancelAsync(new Uri(visit.Host.BaseAddress, "api/auth/login"));

        await MustHaveFailedAsync(visit, end, HttpStatusCode.Forbidden, Failed);
    }

    [Theory]
    [InlineData("state", "forged")]
    [InlineData("state", null)]
    [InlineData("code", "forged")]
    [InlineData("code", null)]
    public async Task ForgedCallback_IsRefused(string parameter, string? value)
    {
        await using var visit = await SignInVisit.StartAsync();
        var callback = await StopBeforeCallbackAsync(visit);
        var query = QueryHelpers.ParseQuery(callback.Query).Where(pair => pair.Key != parameter || value is not null)
            .ToDictionary(pair => pair.Key, pair => pair.Key == parameter ? value : pair.Value.ToString());

        using var end = await visit.Flow.OpenAsync(new Uri(QueryHelpers.AddQueryString(callback.GetLeftPart(UriPartial.Path), query)));

        await MustHaveFailedAsync(visit, end, HttpStatusCode.Forbidden, Failed);
    }

    [Theory]
    [InlineData("api/auth/callback")]
    [InlineData("api/auth/callback?code=4711&state=4711")]
    [InlineData("api/auth/callback?error=server_error&error_description=planted-text-8421")]
    public async Task CallbackThatNobodyBegan_IsRefusedAndRepeatsNothing(string path)
    {
        await using var visit = await SignInVisit.StartAsync();

        using var end = await visit.Flow.OpenAsync(new Uri(visit.Host.BaseAddress, path));

        await MustHaveFailedAsync(visit, end, HttpStatusCode.Forbidden, Failed);
        Assert.DoesNotContain("planted-text-8421", await end.Content.ReadAsStringAsync() + visit.Host.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallbackInAnotherBrowser_IsRefused()
    {
        await using var visit = await SignInVisit.StartAsync();
        var callback = await StopBeforeCallbackAsync(visit);
        using var stranger = visit.Host.NewClient(cookies: true);

        using var end = await new SignInFlow(stranger).OpenAsync(callback);

        await MustHaveFailedAsync(visit, end, HttpStatusCode.Forbidden, Failed);
        using var account = await stranger.GetPathAsync("api/account");
        Assert.Equal(HttpStatusCode.Unauthorized, account.StatusCode);
    }

    [Fact]
    public async Task ReplayedCallback_IsRefusedAndTheFirstSessionLives()
    {
        await using var visit = await SignInVisit.StartAsync();
        using var first = await visit.SignInAsync("ada");
        var callback = visit.Flow.Addresses.Single(address => address.AbsolutePath == OpenIdFlow.CallbackPath);

        using var end = await visit.Flow.OpenAsync(callback);

        Assert.Equal((HttpStatusCode.Forbidden, $"/sign-in/failed?reason={Failed}"), (end.StatusCode, end.RequestMessage!.RequestUri!.PathAndQuery));
        Assert.NotNull(await visit.FindAccountAsync());
        Assert.Equal(1, await visit.Host.QueryAsync(db => db.Set<Session>().CountAsync()));
    }

    [Fact]
    public async Task StateOfAnotherSecret_IsRefused()
    {
        await using var visit = await SignInVisit.StartAsync();
        var callback = await StopBeforeCallbackAsync(visit);
        using var scope = visit.Host.Services.CreateScope();
        var protocol = scope.ServiceProvider.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>().Get(OpenIdFlow.Scheme);
        var state = QueryHelpers.ParseQuery(callback.Query)["state"].ToString();
        var withoutSecret = new OpenIdConnectPostConfigureOptions(
            scope.ServiceProvider.GetRequiredService<IDataProtectionProvider>());
        var plain = new OpenIdConnectOptions { Authority = "https://provider.example", ClientId = "any" };
        withoutSecret.PostConfigure(OpenIdFlow.Scheme, plain);

        Assert.NotNull(protocol.StateDataFormat.Unprotect(state));
        Assert.Null(plain.StateDataFormat.Unprotect(state));
    }

    private static async Task<Uri> StopBeforeCallbackAsync(SignInVisit visit)
    {
        var callback = default(Uri);
        visit.Flow.Divert = address =>
        {
            if (address.AbsolutePath != OpenIdFlow.CallbackPath)
            {
                return address;
            }

            callback = address;
            return new Uri(visit.Host.BaseAddress, "terms");
        };
        using var stopped = await visit.SignInAsync("ada");
        visit.Flow.Divert = null;
        return callback!;
    }

    private static async Task MustHaveFailedAsync(SignInVisit visit, HttpResponseMessage end, HttpStatusCode status, string code)
    {
        var text = await end.Content.ReadAsStringAsync();
        Assert.True(end.StatusCode == status, $"{(int)end.StatusCode} at {end.RequestMessage!.RequestUri}: {text}");
        Assert.Equal($"/sign-in/failed?reason={code}", end.RequestMessage!.RequestUri!.PathAndQuery);
        Assert.Contains(code, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        Assert.DoesNotContain("example.org", text, StringComparison.Ordinal);
        Assert.Null(await visit.FindAccountAsync());
        Assert.Equal(0, await visit.Host.QueryAsync(db => db.Set<Session>().CountAsync()));
        Assert.Equal(0, await visit.Host.QueryAsync(db => db.Set<User>().CountAsync()));
    }
}
