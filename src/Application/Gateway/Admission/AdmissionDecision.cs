using AkashChat.Domain.Common;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>Whether a request may begin, and where each limit stands that was asked. Errors, headers and the account of what it used are renderings of it.</summary>
/// <remarks>It holds the request's reservation until it is settled or disposed, whichever comes first.</remarks>
public sealed class AdmissionDecision : IDisposable
{
    // More than any call uses; sums of it stay far from the end of the numbers.
    private const long Most = 1_000_000_000_000_000;

    private ILimitStore? _store;
    private LimitReleases? _releases;
    private Reservation? _reservation;
    private Reservation? _ofStandIn;

    private AdmissionDecision(KeySnapshot key, IReadOnlyList<LimitState> limits, Error? refusal)
    {
        Key = key;
        Limits = limits;
        Refusal = refusal;
    }

    private AdmissionDecision(KeySnapshot key, IReadOnlyList<LimitState> limits, ILimitStore store, LimitReleases releases, Reservation reservation)
        : this(key, limits, null) =>
        (_store, _releases, _reservation, ReservationId, IsNoted) =
            (store, releases, reservation, reservation.Id, reservation.IsNoted);

    /// <summary>Whose request it is.</summary>
    public KeySnapshot Key { get; }

    /// <summary>Where its limits stand, this request included.</summary>
    public IReadOnlyList<LimitState> Limits { get; }

    /// <summary>Why the request may not begin; null: it may.</summary>
    public Error? Refusal { get; }

    /// <summary>The longest answer that was reserved, in tokens, where that is less than the request allows; null: it is not less.</summary>
    public long? LoweredMaxTokens { get; init; }

    /// <summary>The reservation's name, settled or not; null: there was none.</summary>
    public Guid? ReservationId { get; }

    /// <summary>Whether an estimate is noted outside of this process, to be booked if it ends before the call does.</summary>
    public bool IsNoted { get; }

    /// <summary>A request without limits that count.</summary>
    public static AdmissionDecision Uncounted(KeySnapshot key) => new(key, [], null);

    /// <summary>A request that may not begin.</summary>
    internal static AdmissionDecision Refused(KeySnapshot key, Error refusal, IReadOnlyList<LimitState> limits) => new(key, limits, refusal);

    /// <summary>A request that might begin; nothing is held for it.</summary>
    internal static AdmissionDecision Foreseen(KeySnapshot key, IReadOnlyList<LimitState> limits, long? loweredMaxTokens) =>
        new(key, limits, null) { LoweredMaxTokens = loweredMaxTokens };

    /// <summary>A request for which all that it may use is reserved.</summary>
    internal static AdmissionDecision Reserved(
        KeySnapshot key, IReadOnlyList<LimitState> limits, ILimitStore store, LimitReleases releases, Reservation reservation, long? loweredMaxTokens) =>
        new(key, limits, store, releases, reservation) { LoweredMaxTokens = loweredMaxTokens };

    /// <summary>Replaces the reservation by what the request used, and gives its places back. Only the first time counts.</summary>
    /// <param name="tokens">The tokens, read and written together, as reported or else estimated; 0: none, as far as is known.</param>
    /// <param name="costMicroUsd">What they cost, in µUSD; null: that is not known.</param>
    public void Settle(long tokens, long? costMicroUsd)
    {
        End(ref _reservation, tokens, costMicroUsd);
        End(ref _ofStandIn, tokens, costMicroUsd);
    }

    /// <summary>Gives the reservation back if nobody settled it.</summary>
    public void Dispose() => Settle(0, null);

    /// <summary>Gives back what the model held that was asked to stand in and did not answer. Its request has been one.</summary>
    public void EndStandIn() => End(ref _ofStandIn, 0, null);

    /// <summary>Holds what a model that stands in may use of limits of its own, until that is settled together with the rest. One at a time.</summary>
    internal void HoldForStandIn(ILimitStore store, LimitReleases releases, Reservation reservation) =>
        (_store, _releases, _ofStandIn) = (store, releases, reservation);

    private void End(ref Reservation? held, long tokens, long? costMicroUsd)
    {
        if (Interlocked.Exchange(ref held, null) is { } reservation)
        {
            _store!.Settle(reservation, Math.Clamp(tokens, 0, Most), Math.Clamp(costMicroUsd ?? 0, 0, Most));
            _releases!.Raise();
        }
    }
}
