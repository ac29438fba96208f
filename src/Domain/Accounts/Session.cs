namespace AkashChat.Domain.Accounts;

/// <summary>A signed-in browser.</summary>
/// <remarks>Sliding: each use moves the end to 14 days ahead, but never past 90 days after the sign-in.</remarks>
public sealed class Session
{
    /// <summary>How long a session lives without use.</summary>
    public static readonly TimeSpan SlidingLifetime = TimeSpan.FromDays(14);

    /// <summary>How long a session lives at the most.</summary>
    public static readonly TimeSpan AbsoluteLifetime = TimeSpan.FromDays(90);

    /// <summary>A use moves the end only when it gains this much: one write an hour, not one a request.</summary>
    public static readonly TimeSpan RenewalGrain = TimeSpan.FromHours(1);

    private Session(string tokenHash, UserId userId, DateTimeOffset createdAt, DateTimeOffset expiresAt)
    {
        TokenHash = tokenHash;
        UserId = userId;
        CreatedAt = createdAt;
        ExpiresAt = expiresAt;
    }

    /// <summary>SHA-256 of the cookie's token, in lower-case hex.</summary>
    public string TokenHash { get; }

    /// <summary>Who is signed in.</summary>
    public UserId UserId { get; }

    /// <summary>When the sign-in was.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>When it ends unless it is used before.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>Starts a session.</summary>
    public static Session Start(UserId userId, SessionToken token, DateTimeOffset now) =>
        new(token.Hash, userId, now, now + SlidingLifetime);

    /// <summary>A session as a store kept it.</summary>
    public static Session Restore(string tokenHash, UserId userId, DateTimeOffset createdAt, DateTimeOffset expiresAt) =>
        new(tokenHash, userId, createdAt, expiresAt);

    /// <summary>Whether it is alive at that time.</summary>
    public bool IsActiveAt(DateTimeOffset now) => now < ExpiresAt;

    /// <summary>Slides the end forward if that gains at least <see cref="RenewalGrain"/>; an ended session stays ended.</summary>
    /// <returns>Whether the end moved.</returns>
    public bool Renew(DateTimeOffset now)
    {
        var sliding = now + SlidingLifetime;
        var absolute = CreatedAt + AbsoluteLifetime;
        var end = sliding < absolute ? sliding : absolute;
        if (!IsActiveAt(now) || end - ExpiresAt < RenewalGrain)
        {
            return false;
        }

        ExpiresAt = end;
        return true;
    }
}
