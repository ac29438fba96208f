namespace AkashChat.Domain.Accounts;

/// <summary>Somebody who holds keys.</summary>
public sealed class User
{
    /// <summary>The longest stated purpose, in characters.</summary>
    public const int PurposeMaxLength = 500;

    private User(UserId id, string teamId, Tier tier, string? purpose, DateTimeOffset createdAt)
    {
        Id = id;
        TeamId = teamId;
        Tier = tier;
        Purpose = purpose;
        CreatedAt = createdAt;
    }

    /// <summary>Names the user.</summary>
    public UserId Id { get; }

    /// <summary>The team the user belongs to.</summary>
    public string TeamId { get; }

    /// <summary>How the user came in.</summary>
    public Tier Tier { get; }

    /// <summary>What the user wants the service for, in their own words, if they said so.</summary>
    public string? Purpose { get; }

    /// <summary>When the user was made.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>The terms the user agreed to.</summary>
    public Consent Consent { get; private set; } = null!;

    /// <summary>Opens an account without sign-in, in the permissionless tier's team.</summary>
    /// <exception cref="ArgumentException">The team is of another tier, or the purpose too long.</exception>
    public static User OpenPermissionless(Team team, string? purpose, Consent consent, DateTimeOffset now)
    {
        if (team.Tier != Tier.Permissionless)
        {
            throw new ArgumentException($"Team {team.Id} is not permissionless.", nameof(team));
        }

        var stated = string.IsNullOrWhiteSpace(purpose) ? null : purpose.Trim();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stated?.Length ?? 0, PurposeMaxLength, nameof(purpose));
        return new User(UserId.New(now), team.Id, Tier.Permissionless, stated, now) { Consent = consent };
    }
}
