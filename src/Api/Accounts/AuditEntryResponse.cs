using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;

namespace AkashChat.Api.Accounts;

/// <summary>An entry of the audit trail.</summary>
/// <param name="Id">Names the entry.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who did it: user, keyHolder, gitHub or operator.</param>
/// <param name="Action">What was done, such as key.rotated.</param>
/// <param name="What">The same in words.</param>
/// <param name="UserId">Whose account it is about; null: nobody's.</param>
/// <param name="KeyId">Which key it is about; null: none.</param>
/// <param name="Detail">More about it.</param>
/// <param name="Network">From which coarse network; erased: the account is.</param>
internal sealed record AuditEntryResponse(
    Guid Id, DateTimeOffset At, string Actor, string Action, string What, Guid? UserId, string? KeyId, string? Detail, string Network)
{
    internal static AuditEntryResponse Of(AuditView view)
    {
        var entry = view.Entry;
        return new AuditEntryResponse(
            entry.Id, entry.At, NameOf(entry.Actor), entry.Action, view.What, entry.UserId?.Value, entry.KeyId, entry.Detail, entry.Network.Prefix);
    }

    private static string NameOf(AuditActor actor) => actor switch
    {
        AuditActor.User => "user",
        AuditActor.KeyHolder => "keyHolder",
        AuditActor.GitHub => "gitHub",
        _ => "operator",
    };
}
