using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.ReportLeakedKey;

/// <summary>Stops a key that is no secret any more. No sign-in is asked: the key itself is the right to do so.</summary>
/// <param name="Hash">The hash of the key; null: what was presented cannot be one.</param>
/// <param name="Network">Where the report comes from.</param>
public sealed record ReportLeakedKeyCommand(string? Hash, ClientNetwork Network) : ICommand<StoppedKey>
{
    /// <summary>Reports what somebody typed or sent; white space around it came with the copying.</summary>
    public static ReportLeakedKeyCommand Of(string? presented, ClientNetwork network) => new(KeyHash.OfPresented(presented.AsSpan().Trim()), network);
}
