using System.Text.RegularExpressions;
using AkashChat.Application.Keys.ReconcileKeys;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>What must hold after one pass of the reconciler, whatever died before it.</summary>
public static partial class BackendAgreement
{
    /// <summary>Long enough for every mark to be a leftover.</summary>
    public static readonly TimeSpan Later = TimeSpan.FromMinutes(2);

    [GeneratedRegex("^akashchat-[0-9A-Za-z]{10}-[0-9a-f]{8}$")]
    private static partial Regex OurAlias();

    /// <summary>Lets one pass run and looks: records and proxy agree, and a second pass has nothing to do.</summary>
    public static async Task<ReconcileReport> AfterOnePassAsync(TestHost host, LiteLlmServer proxy)
    {
        var pass = (await host.SendAsync(new ReconcileKeysCommand(Everything: true))).Value;
        Assert.Null(pass.Stopped);
        Assert.Equal(0, pass.Failed);
        await AssertAsync(host, proxy);
        var again = (await host.SendAsync(new ReconcileKeysCommand(Everything: true))).Value;
        Assert.True(again.IsEmpty, $"A second pass still had something to do: {again}");
        return pass;
    }

    private static async Task AssertAsync(TestHost host, LiteLlmServer proxy)
    {
        var now = host.Clock.GetUtcNow();
        var rows = await host.QueryAsync(async database => await database.Set<ApiKey>().AsNoTracking().ToListAsync());
        var users = await host.QueryAsync(async database => await database.Set<User>().AsNoTracking().Select(user => user.Id).ToListAsync());
        var there = proxy.Keys.Where(key => key.Alias is { } alias && OurAlias().IsMatch(alias)).ToDictionary(key => key.Hash, StringComparer.Ordinal);

        Assert.All(rows, row => Assert.True(row.PendingSince is null && row.PendingHash is null && row.State != KeyState.Issuing, $"{row.Id} is left over."));
        Assert.Empty(rows.Select(row => row.UserId).Except(users));

        // No key we show as active is dead, and no disabled or revoked one works.
        foreach (var row in rows)
        {
            var key = there.GetValueOrDefault(row.Hash);
            var works = key is { IsBlocked: false } && !(key.ExpiresAt <= now);
            Assert.Equal(row.MissingSince is null && row.StateAt(now) == KeyState.Active, works);
            Assert.Equal(row.State == KeyState.Revoked || row.MissingSince is not null, key is null);
        }

        // No working key is unknown to us.
        foreach (var key in there.Values.Where(key => !key.IsBlocked && !(key.ExpiresAt <= now)))
        {
            Assert.Contains(rows, row => row.Hash == key.Hash || (row.PreviousHash == key.Hash && row.PreviousEndsAt > now));
        }
    }
}
