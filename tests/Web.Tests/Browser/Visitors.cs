using AkashChat.Domain.Accounts;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Web.Tests.Browser;

/// <summary>Signs browsers in.</summary>
internal static class Visitors
{
    /// <summary>Signs a new user of the extended tier in, as a sign-in at the provider would.</summary>
    public static async Task SignInExtendedAsync(this WatchedPage tab, TestHost host, bool verified = true)
    {
        var now = host.Clock.GetUtcNow();
        var token = SessionToken.Generate();
        var team = await host.QueryAsync(database => database.Set<Team>().AsNoTracking().SingleAsync(candidate => candidate.Tier == Tier.Extended));
        var user = User.OpenExtended(team, AnIdentity.Of($"auth0|{Guid.NewGuid():N}", "visitor@mail.example", verified), now);
        await host.StoreAsync(user, Session.Start(user.Id, token, now));
        await tab.Page.Context.AddCookiesAsync([new() { Name = "akash-session", Value = token.Reveal(), Url = host.BaseAddress.ToString() }]);
    }

    /// <summary>Claims a key with the form and opens its page.</summary>
    /// <returns>The key in clear.</returns>
    public static async Task<string> ClaimAndOpenAsync(this WatchedPage tab, string name = "My first key")
    {
        await tab.AskForKeyAsync(name);
        var key = await tab.ReadKeyAsync();
        await tab.Page.GotoAsync(PathOf(key));
        return key;
    }

    /// <summary>The page of a key, by the id that stands in it.</summary>
    public static string PathOf(string key) => $"/account/keys/{key[6..16]}";
}
