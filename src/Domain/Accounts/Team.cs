namespace AkashChat.Domain.Accounts;

/// <summary>A group of users under one policy: one team per tier.</summary>
public sealed class Team
{
    /// <summary>The longest name, in characters.</summary>
    public const int IdMaxLength = 64;

    private Team(string id, Tier tier, DateTimeOffset createdAt)
    {
        Id = id;
        Tier = tier;
        CreatedAt = createdAt;
    }

    /// <summary>The team's name and id, such as <c>chatapi-pless</c>.</summary>
    public string Id { get; }

    /// <summary>The tier whose users it takes.</summary>
    public Tier Tier { get; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>Makes a team.</summary>
    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    public static Team Create(string id, Tier tier, DateTimeOffset now)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(id.Length, IdMaxLength, nameof(id));
        return new Team(id, tier, now);
    }
}
