using AkashChat.Domain.Accounts;

namespace AkashChat.TestKit.Builders;

/// <summary>Makes teams.</summary>
public static class ATeam
{
    /// <summary>The team of the permissionless tier.</summary>
    public static Team Permissionless() => Team.Create("chatapi-pless", Tier.Permissionless, AMoment.Now.AddDays(-30));

    /// <summary>The team of the signed-in tier.</summary>
    public static Team Extended() => Team.Create("chatapi-extended", Tier.Extended, AMoment.Now.AddDays(-30));
}
