using AkashChat.Domain.Accounts;

namespace AkashChat.Domain.Tests.Accounts;

public sealed class ConsentHistoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 9, 10, 0, 0, TimeSpan.Zero);
    private readonly ConsentHistory _history = new(UserId.New(Now), []);

    [Fact]
    public void NothingRecorded_NothingIsAccepted()
    {
        Assert.False(_history.Accepts(ConsentKind.Terms, "2026-11-01"));
        Assert.Null(_history.Current(ConsentKind.Terms));
    }

    [Fact]
    public void GivenAndWithdrawnAndGiven_IsAHistoryOfThree()
    {
        Give("2026-11-01");
        Withdraw("2026-11-01");
        var third = Give("2026-11-01");

        Assert.Equal(3, third!.Number);
        Assert.True(_history.Accepts(ConsentKind.Terms, "2026-11-01"));
        Assert.Equal([true, false, true], _history.Entries.Select(entry => entry.Given));
    }

    [Fact]
    public void Withdrawn_IsNotAccepted()
    {
        Give("2026-11-01");
        Withdraw("2026-11-01");

        Assert.False(_history.Accepts(ConsentKind.Terms, "2026-11-01"));
    }

    [Fact]
    public void SameAgain_WritesNothing()
    {
        Give("2026-11-01");

        Assert.Null(Give("2026-11-01"));
        Assert.Single(_history.Entries);
    }

    [Fact]
    public void WithdrawingWhatWasNeverGiven_WritesNothing() => Assert.Null(Withdraw("2026-11-01"));

    [Fact]
    public void NewVersion_AsksAgain()
    {
        Give("2026-11-01");

        Assert.False(_history.Accepts(ConsentKind.Terms, "2027-01-01"));
        Assert.NotNull(Give("2027-01-01"));
        Assert.True(_history.Accepts(ConsentKind.Terms, "2027-01-01"));
    }

    [Fact]
    public void Kinds_AreIndependent()
    {
        Give("2026-11-01");

        Assert.False(_history.Accepts(ConsentKind.Messages, "2026-11-01"));
    }

    private Consent? Give(string version) => _history.Record(ConsentKind.Terms, true, version, "/terms", Now);

    private Consent? Withdraw(string version) => _history.Record(ConsentKind.Terms, false, version, "/terms", Now);
}
