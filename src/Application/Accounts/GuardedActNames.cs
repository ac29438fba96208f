using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts;

/// <summary>What guarded acts are called, for people.</summary>
public static class GuardedActNames
{
    /// <summary>The name, as a sentence begins with it.</summary>
    public static string Of(GuardedAct act) => act switch
    {
        GuardedAct.Issuing => "Getting and renewing keys",
        GuardedAct.SignIn => "Signing in",
        GuardedAct.Recovery => "Trying recovery codes",
        GuardedAct.Rotation => "Rotating keys and recovery codes",
        _ => "Reporting leaked keys",
    };
}
