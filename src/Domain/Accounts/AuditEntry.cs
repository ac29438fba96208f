namespace AkashChat.Domain.Accounts;

/// <summary>Who did something.</summary>
public enum AuditActor
{
    /// <summary>The account's own user.</summary>
    User = 0,

    /// <summary>Somebody who held the key, without an account.</summary>
    KeyHolder = 1,

    /// <summary>GitHub's secret scanning.</summary>
    GitHub = 2,

    /// <summary>The operator, or the program at its start.</summary>
    Operator = 3,
}

/// <summary>One change of a user, key, consent or policy: who, what, when, from which coarse network. Never a secret, never a text that somebody typed.</summary>
public sealed class AuditEntry
{
    /// <summary>The longest action, in characters.</summary>
    public const int ActionMaxLength = 50;

    /// <summary>The longest detail, in characters.</summary>
    public const int DetailMaxLength = 1_000;

    /// <summary>Names the entry: a UUID of version 7.</summary>
    public required Guid Id { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who did it.</summary>
    public required AuditActor Actor { get; init; }

    /// <summary>Whose account it is about; null: nobody's.</summary>
    public UserId? UserId { get; init; }

    /// <summary>Which key it is about, by its public id; null: none.</summary>
    public string? KeyId { get; init; }

    /// <summary>What was done, such as <c>key.rotated</c>.</summary>
    public required string Action { get; init; }

    /// <summary>More about it, in our own words and numbers; null: nothing.</summary>
    public string? Detail { get; init; }

    /// <summary>From which coarse network; <see cref="ClientNetwork.Erased"/> once the account is.</summary>
    public required ClientNetwork Network { get; init; }

    /// <summary>What the program did by itself with somebody's account.</summary>
    public static AuditEntry OfProgram(UserId userId, string action, DateTimeOffset now, string? keyId = null, string? detail = null) => new()
    {
        Id = Guid.CreateVersion7(now),
        At = now,
        Actor = AuditActor.Operator,
        UserId = userId,
        KeyId = keyId,
        Action = action,
        Detail = detail,
        Network = ClientNetwork.Erased,
    };

    /// <summary>An act of a signed-in visitor on their own account.</summary>
    public static AuditEntry Of(Visitor visitor, string action, DateTimeOffset now, string? keyId = null, string? detail = null) => new()
    {
        Id = Guid.CreateVersion7(now),
        At = now,
        Actor = AuditActor.User,
        UserId = visitor.UserId,
        KeyId = keyId,
        Action = action,
        Detail = detail,
        Network = visitor.Network,
    };
}
