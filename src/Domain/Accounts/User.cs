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
    public string TeamId { get; private set; }

    /// <summary>How the user came in.</summary>
    public Tier Tier { get; private set; }

    /// <summary>What the user wants the service for, in their own words, if they said so.</summary>
    public string? Purpose { get; }

    /// <summary>When the user was made.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>The OpenID provider; null: no sign-in is attached.</summary>
    public string? Issuer { get; private set; }

    /// <summary>The user's name at the provider; unique together with it.</summary>
    public string? Subject { get; private set; }

    /// <summary>The mail address that the provider told at the last sign-in.</summary>
    public string? Email { get; private set; }

    /// <summary>Whether the provider has verified the address.</summary>
    public bool EmailVerified { get; private set; }

    /// <summary>SHA-256 of the recovery code, in lower-case hex; null: there is none.</summary>
    public string? RecoveryHash { get; private set; }

    /// <summary>Counts the changes, so that of two at the same moment only one is saved.</summary>
    public int Revision { get; private set; }

    /// <summary>Whether what the user came in with is enough for a key: an extended user needs a verified address.</summary>
    public bool MayMakeKeys => Tier == Tier.Permissionless || EmailVerified;

    /// <summary>Opens an account without sign-in, in the permissionless tier's team.</summary>
    /// <exception cref="ArgumentException">The team is of another tier, or the purpose too long.</exception>
    public static User OpenPermissionless(Team team, string? purpose, RecoveryCode recovery, DateTimeOffset now)
    {
        RequireTier(team, Tier.Permissionless);
        var stated = string.IsNullOrWhiteSpace(purpose) ? null : purpose.Trim();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stated?.Length ?? 0, PurposeMaxLength, nameof(purpose));
        return new User(UserId.New(now), team.Id, Tier.Permissionless, stated, now) { RecoveryHash = recovery.Hash };
    }

    /// <summary>Opens an account for a verified sign-in, in the extended tier's team.</summary>
    /// <exception cref="ArgumentException">The team is of another tier.</exception>
    public static User OpenExtended(Team team, ExternalIdentity identity, DateTimeOffset now)
    {
        RequireTier(team, Tier.Extended);
        var user = new User(UserId.New(now), team.Id, Tier.Extended, null, now);
        user.Take(identity);
        return user;
    }

    /// <summary>Takes over an account that another service kept. Without a sign-in nobody can enter it; its keys work all the same.</summary>
    /// <param name="id">Its id here.</param>
    /// <param name="team">The team of its tier.</param>
    /// <param name="identity">The sign-in by which its person comes in, not verified here yet; null: none is known.</param>
    /// <param name="createdAt">When it was made there.</param>
    /// <exception cref="ArgumentException">A sign-in was given, but the team is not of the extended tier.</exception>
    public static User TakeOver(UserId id, Team team, ExternalIdentity? identity, DateTimeOffset createdAt)
    {
        var user = new User(id, team.Id, team.Tier, null, createdAt);
        if (identity is not null)
        {
            RequireTier(team, Tier.Extended);
            user.Take(identity);
        }

        return user;
    }

    /// <summary>Attaches a sign-in to an account without one: it moves to the extended tier and its team, and stays the same account.</summary>
    /// <exception cref="ArgumentException">The team is of another tier.</exception>
    /// <exception cref="InvalidOperationException">A sign-in is attached already.</exception>
    public void Attach(Team team, ExternalIdentity identity)
    {
        RequireTier(team, Tier.Extended);
        if (Subject is not null)
        {
            throw new InvalidOperationException($"User {Id} has a sign-in already.");
        }

        Tier = Tier.Extended;
        TeamId = team.Id;
        Take(identity);
    }

    /// <summary>Takes over what the provider says today of the same person.</summary>
    /// <returns>Whether anything is new.</returns>
    public bool Refresh(ExternalIdentity identity)
    {
        if (identity.Email == Email && identity.EmailVerified == EmailVerified)
        {
            return false;
        }

        Take(identity);
        return true;
    }

    /// <summary>Puts a new recovery code in the place of the old one, which no longer works.</summary>
    public void ReplaceRecoveryCode(RecoveryCode code)
    {
        RecoveryHash = code.Hash;
        Revision++;
    }

    private static void RequireTier(Team team, Tier tier)
    {
        if (team.Tier != tier)
        {
            throw new ArgumentException($"Team {team.Id} is not of the tier {tier}.", nameof(team));
        }
    }

    private void Take(ExternalIdentity identity)
    {
        (Issuer, Subject, Email, EmailVerified) = (identity.Issuer, identity.Subject, identity.Email, identity.EmailVerified);
        Revision++;
    }
}
