using AkashChat.Application.Usage;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Usage;
using AkashChat.Infrastructure.Usage.Journal;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace AkashChat.Infrastructure.Tests.Usage;

public sealed class JournalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("akashchat-").FullName;
    private readonly UnbookedUsage _unbooked = new();
    private readonly UsageJournal _journal;

    public JournalTests() => _journal = new UsageJournal(new JournalFolder(_folder));

    private string[] Files => Directory.GetFiles(_folder, "usage-*.journal");

    [Fact]
    public void CallsThatAreOverBeforeTheNextWrite_NeverTouchTheDisk()
    {
        var record = AUsageRecord.Completed();
        _unbooked.Begin(new OneCall(record));
        _unbooked.End(record);
        _unbooked.Forget(record);

        _journal.Write(_unbooked);

        Assert.Empty(Files);
    }

    [Fact]
    public void JournalInWhichNothingIsOwed_IsEmptiedAndGoneInTheEnd()
    {
        var record = AUsageRecord.Completed();
        _unbooked.Begin(new OneCall(record));
        _journal.Write(_unbooked);
        Assert.NotEqual(0, new FileInfo(Assert.Single(Files)).Length);

        _unbooked.End(record);
        _journal.Write(_unbooked);
        _unbooked.Forget(record);
        _journal.Write(_unbooked);

        Assert.Equal(0, new FileInfo(Assert.Single(Files)).Length);
        _journal.Dispose();
        Assert.Empty(Files);
    }

    [Fact]
    public void JournalThatGrows_IsWrittenAnew()
    {
        var stays = AUsageRecord.Completed();
        _unbooked.Begin(new OneCall(stays));
        var longest = 0L;
        for (var round = 0; round < 40; round++)
        {
            var records = Enumerable.Range(0, 200).Select(_ => AUsageRecord.Completed()).ToList();
            records.ForEach(_unbooked.End);
            _journal.Write(_unbooked);
            _unbooked.Forget(records);
            _journal.Write(_unbooked);
            longest = Math.Max(longest, new FileInfo(Assert.Single(Files)).Length);
        }

        Assert.InRange(longest, 1 << 19, 1 << 21);
    }

    [Fact]
    public async Task WhatIsOwedAtTheEnd_StaysThereThoughItIsNotedElsewhereToo()
    {
        using var writer = new JournalWriter(new JournalFolder(_folder), _unbooked, new Refuge(), NullLogger<JournalWriter>.Instance);
        _unbooked.End(AUsageRecord.Completed());

        await writer.StopAsync(CancellationToken.None);

        Assert.NotEqual(0, new FileInfo(Assert.Single(Files)).Length);
    }

    [Fact]
    public async Task WhatIsLeftBehind_IsBookedAtTheNextStartBeforeAnybodyIsServed()
    {
        var (open, ended, booked) = (AUsageRecord.Completed(), AUsageRecord.Completed(), AUsageRecord.Completed());
        foreach (var record in new[] { open, ended, booked })
        {
            _unbooked.Begin(new OneCall(record));
        }

        _journal.Write(_unbooked);
        _unbooked.End(ended);
        _unbooked.End(booked);
        _unbooked.Forget(booked);
        _journal.Write(_unbooked);
        _journal.Dispose();
        await File.AppendAllTextAsync(Files[0], "{\"Open\":{\"Id\":\"0199");
        await File.WriteAllBytesAsync(Path.Combine(_folder, "usage-1.journal"), [0, 255, 10, 1, 2, 3]);

        await using var host = await TestHost.StartAsync(options => options.Settings["AKASHCHAT_DATA"] = _folder);

        var records = await host.QueryAsync(db => db.Set<UsageRecord>().AsNoTracking().ToListAsync());
        Assert.Equal(
            new[] { (open.Id, UsageOutcome.Interrupted), (ended.Id, UsageOutcome.Completed) }.Order(),
            records.Select(record => (record.Id, record.Outcome)).Order());
        Assert.Empty(Files);
        Assert.Contains("2 usage records from its journal are in the ledger, 1 of them as estimates", host.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task JournalOfAProcessThatLives_IsLeftAlone()
    {
        _unbooked.Begin(new OneCall(AUsageRecord.Completed()));
        _journal.Write(_unbooked);

        await using var host = await TestHost.StartAsync(options => options.Settings["AKASHCHAT_DATA"] = _folder);

        Assert.Equal(0, await host.QueryAsync(db => db.Set<UsageRecord>().CountAsync()));
        Assert.Single(Files);
    }

    public void Dispose()
    {
        _journal.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class OneCall(UsageRecord record) : OpenCall
    {
        public override Guid Id => record.Id;

        public override UsageRecord ToEstimate() => record.ToEstimate(countedTokens: 0, costMicroUsd: null);
    }

    private sealed class Refuge : IUsageRefuge
    {
        public bool HoldsOpenCalls => true;
    }
}
