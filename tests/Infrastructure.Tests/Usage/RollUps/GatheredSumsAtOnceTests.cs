using AkashChat.Application.Usage.EraseAccount;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Persistence;
using AkashChat.Infrastructure.Usage.RollUps;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;
using static AkashChat.Infrastructure.Tests.Usage.RollUps.GatheredUsage;

namespace AkashChat.Infrastructure.Tests.Usage.RollUps;

/// <summary>The same with several at once: processes, readers, those who book and who erase.</summary>
public sealed class GatheredSumsAtOnceTests(ITestOutputHelper output)
{
    private readonly Random _random = UsageLedgerTests.NewRandom(output);

    // As when a new container starts on the volume of one that is still ending, or that is killed.
    [Fact]
    public async Task ProcessesThatOverlap_LoseNothingAndCountNothingTwice()
    {
        await using var first = await TestHost.StartAsync();
        var keys = await UsageLedgerTests.AddKeysAsync(first, 6);
        var hosts = new List<TestHost> { first };
        try
        {
            for (var step = 0; step < 120; step++)
            {
                var host = hosts[_random.Next(hosts.Count)];
                switch (_random.Next(hosts.Count < 5 ? 9 : 8))
                {
                    case 0:
                        await SumAsync(host);
                        break;
                    case 1:
                        host.Clock.Advance(TimeSpan.FromSeconds(_random.Next(100)));
                        break;
                    case 2 when keys.Count > 3:
                        Assert.True((await host.SendAsync(new EraseAccountCommand(new(keys[0].UserId, TestPeople.Loopback), EraseAccountCommand.Phrase))).IsSuccess);
                        keys.RemoveAt(0);
                        break;
                    case 8:
                        // Only the last two book from here on; what those before them gathered is made anew.
                        hosts.Add(await StartOnAsync(first.DataFolder, first.Clock.GetUtcNow()));
                        break;
                    default:
                        await UsageLedgerTests.BookAsync(hosts[Math.Max(0, hosts.Count - 1 - _random.Next(2))], Recent(_random, host, keys, 1 + _random.Next(10)));
                        break;
                }
            }

            // The last two are alive; each may find that the other has made something anew.
            foreach (var host in hosts.TakeLast(2).Concat(hosts.TakeLast(2)))
            {
                await SumAsync(host);
            }

            await AssertNobodyIsLeftAsync(hosts[^1], keys);
            await UsageLedgerTests.AssertSumsAsync(hosts[^1]);
        }
        finally
        {
            foreach (var host in hosts.Skip(1))
            {
                await host.DisposeAsync();
            }
        }
    }

    // As while the file is written anew after an erasure. Each would wait ten seconds for the lock, one after the other.
    [Fact]
    public async Task FileThatIsLocked_KeepsNoReaderWaitingAndNoSumFromHim()
    {
        await using var host = await TestHost.StartAsync();
        var keys = await UsageLedgerTests.AddKeysAsync(host, 2);
        await UsageLedgerTests.BookAsync(host, Recent(_random, host, keys, 30));
        await using var other = await host.Services.GetRequiredService<PlainConnections>().OpenAsync(CancellationToken.None);
        await using var writing = await other.BeginTransactionAsync();

        var read = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => SumAsync(host)))).WaitAsync(TimeSpan.FromSeconds(25));

        Assert.All(read, sum => Assert.Equal(30, sum));
        await writing.DisposeAsync();
        await UsageLedgerTests.AssertSumsAsync(host);
        Assert.DoesNotContain(host.Log.Lines, line => line.Contains("made anew", StringComparison.Ordinal));
    }

    // An erasure in another process: what this one has gathered still has the person's name.
    [Fact]
    public async Task WhatIsOutdated_IsNotAdded()
    {
        await using var host = await TestHost.StartAsync();
        var keys = await UsageLedgerTests.AddKeysAsync(host, 1);
        await UsageLedgerTests.BookAsync(host, Recent(_random, host, keys, 30));
        await host.QueryAsync(async context =>
        {
            await host.Services.GetRequiredService<GatheredSums>().OutdateAsync(context, CancellationToken.None);
            return await context.Set<UsageRecord>().ExecuteUpdateAsync(set => set
                .SetProperty(record => record.UserId, Guid.Empty).SetProperty(record => record.KeyId, UsageRecord.ErasedKeyId));
        });

        await UsageLedgerTests.AssertSumsAsync(host);

        await AssertNobodyIsLeftAsync(host, []);
    }

    [Fact]
    public async Task WhoeverReadsWhileOthersBookAndErase_NeverSeesLessThanBefore()
    {
        await using var host = await TestHost.StartAsync();
        var keys = await UsageLedgerTests.AddKeysAsync(host, 8);
        var batches = Enumerable.Range(0, 80).Select(_ => Recent(_random, host, keys, 10)).ToList();
        using var ended = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(() => ReadAsync(host, ended.Token))).ToList();
        var eraser = Task.Run(async () =>
        {
            foreach (var key in keys.Take(5))
            {
                Assert.True((await host.SendAsync(new EraseAccountCommand(new(key.UserId, TestPeople.Loopback), EraseAccountCommand.Phrase))).IsSuccess);
            }
        });
        await Task.WhenAll(batches.Chunk(40).Select(part => Task.Run(async () =>
        {
            foreach (var batch in part)
            {
                await UsageLedgerTests.BookAsync(host, batch);
            }
        })));
        await eraser;
        await ended.CancelAsync();
        var rounds = await Task.WhenAll(readers);

        Assert.All(rounds, count => Assert.NotEqual(0, count));
        Assert.Equal(800, await SumAsync(host));
        await AssertNobodyIsLeftAsync(host, [.. keys.Skip(5)]);
        await UsageLedgerTests.AssertSumsAsync(host);
    }

    private static async Task<int> ReadAsync(TestHost host, CancellationToken ended)
    {
        var (rounds, before) = (0, 0L);
        while (!ended.IsCancellationRequested || rounds == 0)
        {
            var sum = await SumAsync(host);
            Assert.InRange(sum, before, 800);
            (rounds, before) = (rounds + 1, sum);
        }

        return rounds;
    }
}
