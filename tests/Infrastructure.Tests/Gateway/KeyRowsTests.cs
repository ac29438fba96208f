using System.Text.Json;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Keys;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Gateway;
using AkashChat.Infrastructure.Persistence;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Infrastructure.Tests.Gateway;

public sealed class KeyRowsTests
{
    private const string Before = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task Key_IsReadAsEfReadsIt(TestDatabase database)
    {
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        var hash = (await host.AddKeyAsync(await host.AddExtendedUserAsync())).Key.Hash;
        await host.QueryAsync(db => db.Database.ExecuteSqlAsync(
            $"UPDATE api_keys SET own_parallel_requests = 3, own_budget_micro_usd = 4000000000, own_models = '[\"a\"]', previous_hash = {Before}, previous_ends_at = {host.Clock.GetUtcNow().UtcTicks}"));

        Assert.Equal(await ByEfAsync(host, hash), await ByRowAsync(host, hash));
        Assert.Equal(await ByEfAsync(host, Before), await ByRowAsync(host, Before));
        Assert.Null(await FindAsync(host, Before.Replace('0', '1')));
    }

    private static async Task<string> ByEfAsync(TestHost host, string hash)
    {
        var policy = host.Services.GetRequiredService<KeyPolicies>().For(Tier.Extended);
        var key = await host.QueryAsync(db => db.Set<ApiKey>().AsNoTracking().SingleAsync(key => key.Hash == hash || key.PreviousHash == hash));
        return JsonSerializer.Serialize(KeySnapshot.Of(key, policy, hash));
    }

    private static async Task<string> ByRowAsync(TestHost host, string hash) => JsonSerializer.Serialize(await FindAsync(host, hash));

    private static Task<KeySnapshot?> FindAsync(TestHost host, string hash) => KeyRows.FindAsync(
        host.Services.GetRequiredService<PlainConnections>(), host.Services.GetRequiredService<KeyPolicies>(), hash, CancellationToken.None);
}
