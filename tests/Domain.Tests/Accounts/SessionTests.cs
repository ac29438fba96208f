using AkashChat.Domain.Accounts;

namespace AkashChat.Domain.Tests.Accounts;

public sealed class SessionTests
{
    private static readonly DateTimeOffset SignIn = new(2026, 11, 9, 10, 0, 0, TimeSpan.Zero);

    private readonly Session _session = Session.Start(UserId.New(SignIn), SessionToken.Generate(), SignIn);

    [Fact]
    public void New_EndsAfterTheSlidingLifetime()
    {
        Assert.Equal(SignIn, _session.CreatedAt);
        Assert.Equal(SignIn.AddDays(14), _session.ExpiresAt);
    }

    [Fact]
    public void TokenHash_IsTheTokensAndNotTheToken()
    {
        var token = SessionToken.Generate();

        var session = Session.Start(UserId.New(SignIn), token, SignIn);

        Assert.Equal(token.Hash, session.TokenHash);
        Assert.NotEqual(token.Reveal(), session.TokenHash);
    }

    [Fact]
    public void BeforeItsEnd_IsActive() => Assert.True(_session.IsActiveAt(SignIn.AddDays(14).AddTicks(-1)));

    [Fact]
    public void AtItsEnd_IsNotActive() => Assert.False(_session.IsActiveAt(SignIn.AddDays(14)));

    [Fact]
    public void UseWithinTheGrain_DoesNotMoveTheEnd()
    {
        var moved = _session.Renew(SignIn + Session.RenewalGrain - TimeSpan.FromTicks(1));

        Assert.False(moved);
        Assert.Equal(SignIn.AddDays(14), _session.ExpiresAt);
    }

    [Fact]
    public void UseAfterTheGrain_MovesTheEnd()
    {
        var now = SignIn + Session.RenewalGrain;

        var moved = _session.Renew(now);

        Assert.True(moved);
        Assert.Equal(now.AddDays(14), _session.ExpiresAt);
    }

    [Fact]
    public void EarlierUse_DoesNotShortenIt()
    {
        _session.Renew(SignIn.AddDays(5));

        var moved = _session.Renew(SignIn.AddDays(1));

        Assert.False(moved);
        Assert.Equal(SignIn.AddDays(19), _session.ExpiresAt);
    }

    [Fact]
    public void DailyUse_EndsAtTheAbsoluteEnd()
    {
        for (var day = 1; day < 90; day++)
        {
            _session.Renew(SignIn.AddDays(day));
        }

        Assert.Equal(SignIn.AddDays(90), _session.ExpiresAt);
        Assert.False(_session.Renew(SignIn.AddDays(89).AddHours(12)));
        Assert.False(_session.IsActiveAt(SignIn.AddDays(90)));
    }
}
