using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts;

/// <summary>How often an act is allowed within a day of UTC.</summary>
/// <param name="Person">For one user.</param>
/// <param name="Network">For one network (IPv4 /24, IPv6 /64).</param>
/// <param name="Service">For all together.</param>
public sealed record ActAllowance(int Person, int Network, int Service);

/// <summary>The allowance of each guarded act, from the settings.</summary>
public sealed record ActLimits
{
    /// <summary>Claiming, creating and renewing keys.</summary>
    public ActAllowance Issuing { get; init; } = new(20, 500, 100_000);

    /// <summary>Signing in at the OpenID provider.</summary>
    public ActAllowance SignIn { get; init; } = new(100, 1_000, 200_000);

    /// <summary>Coming back with a recovery code. The person counts when a code was right; the network counts every try.</summary>
    public ActAllowance Recovery { get; init; } = new(20, 100, 20_000);

    /// <summary>Rotating keys and making new recovery codes.</summary>
    public ActAllowance Rotation { get; init; } = new(50, 1_000, 100_000);

    /// <summary>Reporting leaked keys.</summary>
    public ActAllowance LeakReport { get; init; } = new(1_000, 1_000, 100_000);

    /// <summary>The allowance of an act.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The act is unknown.</exception>
    public ActAllowance For(GuardedAct act) => act switch
    {
        GuardedAct.Issuing => Issuing,
        GuardedAct.SignIn => SignIn,
        GuardedAct.Recovery => Recovery,
        GuardedAct.Rotation => Rotation,
        GuardedAct.LeakReport => LeakReport,
        _ => throw new ArgumentOutOfRangeException(nameof(act), act, "Unknown act."),
    };
}
