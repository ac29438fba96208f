using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Usage;

/// <summary>Whose usage is meant.</summary>
public readonly record struct UsageSubject
{
    /// <summary>Everybody's.</summary>
    public static readonly UsageSubject Service = new(UsageSubjectKind.Service, string.Empty);

    private UsageSubject(UsageSubjectKind kind, string id) => (Kind, Id) = (kind, id);

    /// <summary>What kind of subject it is.</summary>
    public UsageSubjectKind Kind { get; }

    /// <summary>Its id; empty for the whole service.</summary>
    public string Id { get; }

    /// <summary>One key's, by its public id.</summary>
    public static UsageSubject Key(string keyId) => new(UsageSubjectKind.Key, keyId);

    /// <summary>That of all keys of one user.</summary>
    public static UsageSubject User(UserId userId) => new(UsageSubjectKind.User, userId.ToString());

    /// <summary>That of all keys of one team.</summary>
    public static UsageSubject Team(string teamId) => new(UsageSubjectKind.Team, teamId);
}

/// <summary>The kinds of <see cref="UsageSubject"/>.</summary>
public enum UsageSubjectKind
{
    /// <summary>The whole service.</summary>
    Service,

    /// <summary>A key.</summary>
    Key,

    /// <summary>A user.</summary>
    User,

    /// <summary>A team.</summary>
    Team,
}
