using AkashChat.Application.Usage.EraseAccount;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Settings;
using AkashChat.Infrastructure.Usage;
using AkashChat.Infrastructure.Usage.RollUps;
using AkashChat.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit.Abstractions;
using static AkashChat.Infrastructure.Tests.Usage.RollUps.GatheredUsage;

namespace AkashChat.Infrastructure.Tests.Usage.RollUps;

/// <summary>Sums that are gathered in memory are never seen to be missing, and none is lost or counted twice.</summary>
public sealed class GatheredSumsTests(ITestOutputHelper output)
{
    private readonly Random _random = UsageLedgerTests.NewRandom(output);

    [Fact]
    public async Task Sums_AreWrittenWhenSomebodyReads()
    {
        await using var host = await TestHost.StartAsync();
        var keys = await UsageLedgerTests.AddKeysAsync(host, 2);
        await UsageLedgerTests.BookAsync(host, Recent(_random, host, keys, 30));
        var before = await CountHoursAsync(host);

        var total = await SumAsync(host);

        Assert.Equal((0, 30), (before, total));
        Assert.NotEqual(0, await CountHoursAsync(host));
        await UsageLedgerTests.AssertSumsAsync(host);
    }

    [Fact]
    public async Task Sums_AreWrittenAfterAMinute()
    {
        await using var host = await TestHost.StartAsync();
        var keys = await UsageLedgerTests.AddKeysAsync(host, 2);
        await UsageLedgerTests.BookAsync(host, Recent(_random, host, keys, 10));
        Assert.Equal(0, await CountHoursAsync(host));

        while (await CountHoursAsync(host) == 0)
        {
            host.Clock.Advance(GatheredSums.LongestTime);
            await Task.Yield();
        }

        Assert.Equal(0, await CountAsync(host, "usage_open_hours"));
        await UsageLedgerTests.AssertSumsAsync(host);
    }

    // Of hours whose records may be gone already nothing is ever made anew.
    [Fact]
    public async Task UsageOfLongAgo_IsAddedAtOnce()
    {
        await using var host = await TestHost.StartAsync();
        var keys = await UsageLedgerTests.AddKeysAsync(host, 1);

        await UsageLedgerTests.BookAsync(host, SomeUsage.Of(_random, keys, host.Clock.GetUtcNow().AddDays(-2), days: 1, count: 5));

        Assert.NotEqual(0, await CountHoursAsync(host));
        Assert.Equal(0, await CountAsync(host, "usage_open_hours"));
    }

    [Fact]
    public async Task OrderlyStop_LeavesNothingToMakeAnew()
    {
        await using var host = await TestHost.StartAsync();
        await UsageLedgerTests.BookAsync(host, Recent(_random, host, await UsageLedgerTests.AddKeysAsync(host, 2), 30));

        // As when the server has used up the host's time.
        await host.Services.GetRequiredService<GatheredSums>().StopAsync(new CancellationToken(canceled: true));

        Assert.Equal(0, await CountAsync(host, "usage_open_hours"));
        Assert.NotEqual(0, await CountHoursAsync(host));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TransactionOfUnknownOutcome_IsCountedAsItWas(bool tookEffect)
    {
        await using var host = await TestHost.StartAsync();
        var keys = await UsageLedgerTests.AddKeysAsync(host, 2);
        var records = Recent(_random, host, keys, 60);
        await UsageLedgerTests.BookAsync(host, records.Take(20));
        await BookWithoutEndAsync(host, records.GetRange(20, 20), tookEffect);

        await UsageLedgerTests.BookAsync(host, records.Skip(40));

        Assert.Equal(tookEffect ? 60 : 40, await SumAsync(host));
        await UsageLedgerTests.AssertSumsAsync(host);
    }

    [Fact]
    public async Task SumsThatCannotBeWritten_AreWrittenLater()
    {
        await using var host = await TestHost.StartAsync();
        var keys = await UsageLedgerTests.AddKeysAsync(host, 2);
        await UsageLedgerTests.BookAsync(host, Recent(_random, host, keys, 20));
        await ExecuteAsync(host, "CREATE TRIGGER refuse BEFORE INSERT ON usage_days BEGIN SELECT RAISE(ABORT, 'as the test wants'); END");

        // Readers get it from the records.
        Assert.Equal(20, await SumAsync(host));
        await ExecuteAsync(host, "DROP TRIGGER refuse");
        await UsageLedgerTests.BookAsync(host, Recent(_random, host, keys, 20));

        Assert.Equal(40, await SumAsync(host));
        await UsageLedgerTests.AssertSumsAsync(host);
        Assert.Contains(host.Log.Lines, line => line.Contains("could not be written", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MarksOfADeadProcess_AreSeenToBeforeRecordsAreDeleted()
    {
        await using var host = await TestHost.StartAsync(options => options.Settings[SettingNames.UsageRetentionDays] = "3");
        var keys = await UsageLedgerTests.AddKeysAsync(host, 2);
        await UsageLedgerTests.BookAsync(host, Recent(_random, host, keys, 30));
        var open = await CountAsync(host, "usage_open_hours");
        await ExecuteAsync(host, "UPDATE usage_open_hours SET owner = 'dead'");
        host.Clock.Advance(TimeSpan.FromDays(10));

        await host.Services.GetServices<IHostedService>().OfType<UsageUpkeep>().Single().RunAsync(CancellationToken.None);

        Assert.NotEqual(0, open);
        Assert.Equal((0, 0, 30), (await CountAsync(host, "usage_records"), await CountAsync(host, "usage_open_hours"), await SumAsync(host)));
    }

    [Fact]
    public async Task HourWithoutAllItsRecords_KeepsItsSums()
    {
        await using var host = await TestHost.StartAsync();
        var keys = await UsageLedgerTests.AddKeysAsync(host, 2);
        await UsageLedgerTests.BookAsync(host, Recent(_random, host, keys, 30));
        Assert.Equal(30, await SumAsync(host));
        await ExecuteAsync(host, "INSERT INTO usage_open_hours SELECT DISTINCT period, 'dead' FROM usage_hours");
        await ExecuteAsync(host, "DELETE FROM usage_records");

        (await host.Services.GetRequiredService<GatheredSums>().TakeTurnWithAllWrittenAsync(CancellationToken.None)).Dispose();

        Assert.Equal((0, 30), (await CountAsync(host, "usage_open_hours"), await SumAsync(host)));
        Assert.Contains(host.Log.Lines, line => line.Contains("cannot be made anew", StringComparison.Ordinal));
    }

    // Days later, when retention deletes the records at once.
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task KilledProcess_LosesNoSums(int daysLater)
    {
        await using var killed = await TestHost.StartAsync();
        var keys = await UsageLedgerTests.AddKeysAsync(killed, 3);
        await UsageLedgerTests.BookAsync(killed, Recent(_random, killed, keys, 50));
        var written = await SumAsync(killed);
        await UsageLedgerTests.BookAsync(killed, Recent(_random, killed, keys, 50));
        Assert.NotEqual(0, await CountAsync(killed, "usage_open_hours"));

        await using var host = await StartOnCopyAsync(killed, TimeSpan.FromDays(daysLater));

        // Before anybody books or asks for a limit: pages show what is written.
        while (await CountAsync(host, "usage_open_hours") != 0)
        {
            await Task.Yield();
        }

        if (daysLater > 0)
        {
            await host.Services.GetServices<IHostedService>().OfType<UsageUpkeep>().Single().RunAsync(CancellationToken.None);
            Assert.Equal(0, await CountAsync(host, "usage_records"));
        }

        Assert.Equal((50, 100), (written, await SumAsync(host)));
        if (daysLater == 0)
        {
            await UsageLedgerTests.AssertSumsAsync(host);
        }
    }

    [Fact]
    public async Task WhateverHappensInWhichOrder_TheSumsAreThoseOfTheRecords()
    {
        await using var host = await TestHost.StartAsync();
        var keys = await UsageLedgerTests.AddKeysAsync(host, 12);
        var booked = new List<UsageRecord>();
        for (var step = 0; step < 150; step++)
        {
            switch (_random.Next(8))
            {
                case 0:
                    await SumAsync(host);
                    break;
                case 1:
                    host.Clock.Advance(TimeSpan.FromSeconds(_random.Next(2_000)));
                    break;
                case 2:
                    await BookWithoutEndAsync(host, Recent(_random, host, keys, 5), tookEffect: _random.Next(2) == 0);
                    break;
                case 3 when booked.Count > 0:
                    await UsageLedgerTests.BookAsync(host, [.. Enumerable.Range(0, 5).Select(_ => booked[_random.Next(booked.Count)]), .. Recent(_random, host, keys, 2)]);
                    break;
                case 4 when keys.Count > 6:
                    Assert.True((await host.SendAsync(new EraseAccountCommand(new(keys[0].UserId, TestPeople.Loopback), EraseAccountCommand.Phrase))).IsSuccess);
                    keys.RemoveAt(0);
                    break;
                case 5 when booked.Count > 0:
                    // A call that was thought dead: its estimate first, then its record.
                    var record = Recent(_random, host, keys, 1)[0];
                    await UsageLedgerTests.BookAsync(host, [record.ToEstimate(3, 7)]);
                    await UsageLedgerTests.BookAsync(host, [record]);
                    break;
                default:
                    // Now and then of an earlier hour.
                    var records = Recent(_random, host, keys, 1 + _random.Next(20));
                    records.AddRange(SomeUsage.Of(_random, keys, host.Clock.GetUtcNow().AddDays(-1), days: 1, count: _random.Next(2)));
                    await UsageLedgerTests.BookAsync(host, records);
                    booked.AddRange(records);
                    break;
            }
        }

        await UsageLedgerTests.AssertSumsAsync(host);
    }

    // What a kill leaves: the files as they are, and no other process that knows what it had in memory.
    private static async Task<TestHost> StartOnCopyAsync(TestHost killed, TimeSpan later)
    {
        var copy = Directory.CreateDirectory(Path.Combine(killed.DataFolder, "copy")).FullName;
        foreach (var file in Directory.GetFiles(killed.DataFolder, "akashchat.db*"))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return await StartOnAsync(copy, killed.Clock.GetUtcNow() + later, options => options.Settings[SettingNames.UsageRetentionDays] = "3");
    }
}
