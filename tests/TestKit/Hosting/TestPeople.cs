using AkashChat.Application.Accounts;
using AkashChat.Application.Common;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Usage;
using AkashChat.TestKit.Builders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.TestKit.Hosting;

/// <summary>Puts people into a host's stores, past the ways by which they come in; for tests of what they may do then.</summary>
public static class TestPeople
{
    /// <summary>The network that the host sees its test clients in.</summary>
    public static readonly ClientNetwork Loopback = new("127.0.0.0/24");

    /// <summary>Stores a user of the extended tier who has accepted the terms.</summary>
    /// <param name="host">The host.</param>
    /// <param name="emailVerified">Whether the user's address is verified.</param>
    /// <param name="subject">The user's name at the provider; null: a new one.</param>
    public static async Task<Visitor> AddExtendedUserAsync(this TestHost host, bool emailVerified = true, string? subject = null)
    {
        var now = host.Clock.GetUtcNow();
        var team = await host.QueryAsync(database => database.Set<Team>().AsNoTracking().SingleAsync(candidate => candidate.Tier == Tier.Extended));
        var user = User.OpenExtended(team, AnIdentity.Of(subject ?? $"auth0|{Guid.NewGuid():N}", emailVerified: emailVerified), now);
        await host.StoreAsync(user, new Consent(user.Id, ConsentKind.Terms, 1, Terms.CurrentVersion, "/terms", given: true, now));
        return new Visitor(user.Id, Loopback);
    }

    /// <summary>Stores a user of the permissionless tier who has accepted the terms.</summary>
    public static async Task<Visitor> AddPermissionlessUserAsync(this TestHost host)
    {
        var now = host.Clock.GetUtcNow();
        var team = await host.QueryAsync(database => database.Set<Team>().AsNoTracking().SingleAsync(candidate => candidate.Tier == Tier.Permissionless));
        var user = User.OpenPermissionless(team, null, RecoveryCode.Generate(), now);
        await host.StoreAsync(user, new Consent(user.Id, ConsentKind.Terms, 1, Terms.CurrentVersion, "/terms", given: true, now));
        return new Visitor(user.Id, Loopback);
    }

    /// <summary>Stores an active key of that user, under the policy of their tier.</summary>
    public static async Task<IssuedKey> AddKeyAsync(this TestHost host, Visitor visitor, string name = "Test key")
    {
        var owner = await host.QueryAsync(database => database.Set<User>().AsNoTracking().SingleAsync(user => user.Id == visitor.UserId));
        var secret = KeySecret.Generate(ApiKeyId.New());
        var policy = owner.Tier == Tier.Extended ? KeyPolicy.Extended : KeyPolicy.Permissionless;
        var key = ApiKey.Issue(owner, name, secret, policy, slot: 0, host.Clock.GetUtcNow());
        await host.StoreAsync(key);
        return new IssuedKey(key, secret);
    }

    /// <summary>Stores rows as they are; usage records are booked, so that the sums know them.</summary>
    public static async Task StoreAsync(this TestHost host, params object[] rows)
    {
        await host.QueryAsync(async database =>
        {
            database.AddRange(rows.Where(row => row is not UsageRecord));
            return await database.SaveChangesAsync();
        });
        var usage = rows.OfType<UsageRecord>().ToList();
        if (usage.Count > 0 && !await host.Services.GetRequiredService<UsageLedger>().TrySaveAsync(usage, CancellationToken.None))
        {
            throw new InvalidOperationException($"The usage could not be booked:\n{host.Log}");
        }
    }

    /// <summary>A client with the cookie of a new session of that user.</summary>
    public static async Task<HttpClient> SignInAsync(this TestHost host, UserId userId)
    {
        var token = SessionToken.Generate();
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ISessionStore>().AddAsync(
            Session.Start(userId, token, host.Clock.GetUtcNow()), CancellationToken.None);
        await scope.ServiceProvider.GetRequiredService<IUnitOfWork>().SaveChangesAsync(CancellationToken.None);
        var client = host.NewClient();
        client.DefaultRequestHeaders.Add("Cookie", $"akash-session={token.Reveal()}; __Host-akash-session={token.Reveal()}");
        return client;
    }
}
