using System.Diagnostics;
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
        var (sooner, meanwhile) = (AUsageRecord.Completed(), AUsageRecord.Completed());
        _unbooked.Begin(new OneCall(sooner));
        _unbooked.End(sooner);
        _unbooked.Forget(sooner);
        _unbooked.Begin(new OneCall(meanwhile));

        _journal.Write(_unbooked);
        _unbooked.End(meanwhile);
        _unbooked.Forget(meanwhile);
        _journal.Write(_unbooked);

        Assert.Empty(Files);
    }

    [Fact]
    public async Task CallThatLasts_IsThereAfterTwoWrites()
    {
        var call = AUsageRecord.Completed();
        _unbooked.Begin(new OneCall(call));

        _journal.Write(_unbooked);
        Assert.Empty(Files);
        _journal.Write(_unbooked);
        _journal.Write(_unbooked);

        Assert.Equal([Line("Open", call)], await ReadAsync());
    }

    [Fact]
    public async Task CallThatEndsBetweenTwoWrites_IsThereAfterTheSecondAllTheSame()
    {
        var call = AUsageRecord.Completed();
        _unbooked.Begin(new OneCall(call));
        _journal.Write(_unbooked);
        _unbooked.End(call);

        _journal.Write(_unbooked);
        _journal.Write(_unbooked);

        Assert.Equal([Line("Ended", call)], await ReadAsync());
    }

    [Fact]
    public async Task WrittenCallsThatEnd_HaveTheirEndOrTheirBookingThereToo()
    {
        var (waits, isBooked) = (AUsageRecord.Completed(), AUsageRecord.Completed());
        _unbooked.Begin(new OneCall(waits));
        WriteTwice();
        _unbooked.Begin(new OneCall(isBooked));
        WriteTwice();

        _unbooked.End(waits);
        _unbooked.End(isBooked);
        _journal.Write(_unbooked);
        _unbooked.Forget(isBooked);
        _journal.Write(_unbooked);

        Assert.Equal([Line("Open", waits), Line("Open", isBooked), Line("Ended", waits), Line("Booked", isBooked)], await ReadAsync());
    }

    [Fact]
    public void JournalInWhichNothingIsOwed_IsEmptiedAndGoneInTheEnd()
    {
        var record = AUsageRecord.Completed();
        _unbooked.Begin(new OneCall(record));
        WriteTwice();
        Assert.NotEqual(0, new FileInfo(Assert.Single(Files)).Length);

        _unbooked.End(record);
        WriteTwice();
        _unbooked.Forget(record);
        _journal.Write(_unbooked);

        Assert.Equal(0, new FileInfo(Assert.Single(Files)).Length);
        _journal.Dispose();
        Assert.Empty(Files);
    }

    [Fact]
    public void JournalThatGrows_IsWrittenAnew()
    {
        _unbooked.Begin(new OneCall(AUsageRecord.Completed()));
        var longest = 0L;
        for (var round = 0; round < 40; round++)
        {
            var records = EndSome();
            WriteTwice();
            _unbooked.Forget(records);
            _journal.Write(_unbooked);
            longest = Math.Max(longest, new FileInfo(Assert.Single(Files)).Length);
        }

        Assert.InRange(longest, 1 << 19, 1 << 21);
    }

    [Fact]
    public async Task JournalThatIsWrittenAnew_HasWhatHasOnlyJustBegunToo()
    {
        var (stays, isNew) = (AUsageRecord.Completed(), AUsageRecord.Completed());
        _unbooked.Begin(new OneCall(stays));
        WriteTwice();
        var first = Assert.Single(Files);
        while (Assert.Single(Files) == first)
        {
            _unbooked.Forget(isNew);
            EndSome();
            _journal.Write(_unbooked);
            _unbooked.Begin(new OneCall(isNew));
            _journal.Write(_unbooked);
        }

        Assert.Equal(
            new[] { Line("Open", stays), Line("Open", isNew) }.Order(),
            (await ReadAsync()).Where(line => line.StartsWith("Open", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task JournalThatCouldNotBeWritten_IsWrittenWithAllThatIsOwedTheNextTime()
    {
        var (waited, isNew) = (AUsageRecord.Completed(), AUsageRecord.Completed());
        _unbooked.Begin(new OneCall(waited));
        _journal.Write(_unbooked);
        Directory.Delete(_folder);
        await File.WriteAllTextAsync(_folder, string.Empty);
        Assert.ThrowsAny<IOException>(() => _journal.Write(_unbooked));
        _unbooked.Begin(new OneCall(isNew));
        Assert.ThrowsAny<IOException>(() => _journal.Write(_unbooked));
        File.Delete(_folder);

        _journal.Write(_unbooked);

        Assert.Equal(new[] { Line("Open", waited), Line("Open", isNew) }.Order(), (await ReadAsync()).Order());
    }

    [Fact]
    public async Task JournalThatCannotBeWrittenInTheEnd_StaysAsItWas()
    {
        EndSome();
        WriteTwice();
        var elsewhere = _folder + "-elsewhere";
        Directory.Move(_folder, elsewhere);
        await File.WriteAllTextAsync(_folder, string.Empty);

        // It grows until it must be written anew, which cannot be.
        Assert.ThrowsAny<IOException>(() =>
        {
            for (var round = 0; round < 100; round++)
            {
                EndSome();
                WriteTwice();
            }
        });
        Assert.ThrowsAny<IOException>(() => _journal.Write(_unbooked, isLast: true));
        File.Delete(_folder);
        Directory.Move(elsewhere, _folder);
        _journal.Dispose();

        Assert.InRange((await ReadAsync()).Count, 1_000, 100_000);
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

        WriteTwice();
        _unbooked.End(ended);
        _unbooked.End(booked);
        _unbooked.Forget(booked);
        WriteTwice();
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
        WriteTwice();

        await using var host = await TestHost.StartAsync(options => options.Settings["AKASHCHAT_DATA"] = _folder);

        Assert.Equal(0, await host.QueryAsync(db => db.Set<UsageRecord>().CountAsync()));
        Assert.Single(Files);
    }

    public void Dispose()
    {
        _journal.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Line(string kind, UsageRecord record) => $"{kind} {record.Id}";

    // What changed before is there after the second.
    private void WriteTwice()
    {
        _journal.Write(_unbooked);
        _journal.Write(_unbooked);
    }

    private List<UsageRecord> EndSome()
    {
        var records = Enumerable.Range(0, 200).Select(_ => AUsageRecord.Completed()).ToList();
        records.ForEach(_unbooked.End);
        return records;
    }

    // A copy: the journal keeps others from opening its file.
    private async Task<IReadOnlyList<string>> ReadAsync()
    {
        using var cat = Process.Start(new ProcessStartInfo("cat", [Assert.Single(Files)]) { RedirectStandardOutput = true })!;
        var text = await cat.StandardOutput.ReadToEndAsync();
        return
        [
            .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(JournalLine.Read).Select(line => line switch
            {
                { Open: { } open } => Line("Open", open),
                { Ended: { } ended } => Line("Ended", ended),
                _ => $"Booked {line?.Booked}",
            }),
        ];
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
