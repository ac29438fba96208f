using AkashChat.Application.Keys;
using AkashChat.Application.Keys.CreateApiKey;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Application.Tests.Keys;

public sealed class KeyPoliciesTests
{
    [Fact]
    public void EveryTier_HasAPolicy() => Assert.All(Enum.GetValues<Tier>(), tier => Assert.NotNull(new KeyPolicies().For(tier)));

    /// <summary>A row that some accident gave a tier that nobody knows: no key, and least of all one without end.</summary>
    [Fact]
    public async Task Hole04_UnknownTier_GetsNoKey()
    {
        await using var host = await TestHost.StartAsync();
        var visitor = await host.AddExtendedUserAsync();
        await host.QueryAsync(database => database.Database.ExecuteSqlRawAsync("UPDATE users SET tier = 77"));

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => host.SendAsync(new CreateApiKeyCommand(visitor, "Mine", AcceptsTerms: false, Answer: null)));

        Assert.Equal(0, await host.QueryAsync(database => database.Set<ApiKey>().CountAsync()));
    }
}
