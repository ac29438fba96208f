using System.Collections.Immutable;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Gateway.Limits;

/// <summary>The end of a reservation: what was used in its place.</summary>
/// <param name="Id">The reservation.</param>
/// <param name="At">When it was made.</param>
/// <param name="Charges">Its charges.</param>
/// <param name="Requests">1: a request began; 0: it never did.</param>
/// <param name="Tokens">The tokens.</param>
/// <param name="MicroUsd">The money.</param>
/// <param name="IsLocal">Whether this instance made it without Redis.</param>
internal sealed record Settlement(
    Guid Id, DateTimeOffset At, ImmutableArray<LimitCharge> Charges, long Requests, long Tokens, long MicroUsd, bool IsLocal)
{
    /// <summary>Takes a reservation back of which nobody knows whether it was made.</summary>
    public static Settlement Undo(Reservation reservation) => new(reservation.Id, reservation.At, reservation.Charges, 0, 0, 0, IsLocal: false);

    /// <summary>What was used of a measure.</summary>
    public long UsedOf(LimitMeasure measure) => measure switch
    {
        LimitMeasure.Tokens => Tokens,
        LimitMeasure.Money => MicroUsd,
        _ => Requests,
    };
}
