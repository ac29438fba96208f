using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.ReportLeakedKey;

/// <summary>Stops a key that is no secret any more. No sign-in is asked: the key itself is the right to do so.</summary>
/// <param name="Secret">The key, which prints masked; null: what was presented is not a key.</param>
/// <param name="Network">Where the report comes from.</param>
public sealed record ReportLeakedKeyCommand(KeySecret? Secret, ClientNetwork Network) : ICommand<StoppedKey>
{
    /// <summary>Reports what somebody typed or sent; white space around it came with the copying.</summary>
    public static ReportLeakedKeyCommand Of(string? presented, ClientNetwork network) => new(KeySecret.Parse(presented.AsSpan().Trim()), network);
}
