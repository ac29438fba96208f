using AkashChat.Domain.Accounts;

namespace AkashChat.TestKit.Builders;

/// <summary>Makes users.</summary>
public static class AUser
{
    /// <summary>A new user without an account.</summary>
    /// <param name="purpose">What the user wants the service for.</param>
    /// <param name="now">When the user came; null: <see cref="AMoment.Now"/>.</param>
    public static User Permissionless(string? purpose = null, DateTimeOffset? now = null)
    {
        var at = now ?? AMoment.Now;
        return User.OpenPermissionless(ATeam.Permissionless(), purpose, RecoveryCode.Generate(), at);
    }
}
