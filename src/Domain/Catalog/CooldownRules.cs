using System.Collections.Frozen;

namespace AkashChat.Domain.Catalog;

/// <summary>When a deployment is left alone for a while after failures.</summary>
public sealed record CooldownRules
{
    /// <summary>What holds when nothing is configured.</summary>
    public static readonly CooldownRules Default = new();

    /// <summary>Whether nothing is ever left alone (<c>disable_cooldowns</c>).</summary>
    public bool IsOff { get; init; }

    /// <summary>The first cooldown's length (<c>cooldown_time</c>); each one after a failed trial is twice as long, up to a minute.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Failures within a minute that are put up with (<c>allowed_fails</c>); null: as long as half of the minute's requests succeed.</summary>
    public int? AllowedFails { get; init; }

    /// <summary>Kinds with a number of their own (<c>allowed_fails_policy</c>).</summary>
    public FrozenDictionary<FailureKind, int> AllowedFailsOf { get; init; } = FrozenDictionary<FailureKind, int>.Empty;
}
