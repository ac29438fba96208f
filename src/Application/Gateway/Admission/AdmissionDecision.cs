using AkashChat.Domain.Common;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>Whether a request may begin. Errors, headers and the account of what it used are read from it.</summary>
/// <remarks>It holds the request's place among the key's open ones until it is settled or disposed, whichever comes first.</remarks>
public sealed class AdmissionDecision : IDisposable
{
    private KeyUsage? _place;

    private AdmissionDecision(KeySnapshot key, KeyStanding? standing, Error? refusal, KeyUsage? place)
    {
        Key = key;
        Standing = standing;
        Refusal = refusal;
        _place = place;
    }

    /// <summary>Whose request it is.</summary>
    public KeySnapshot Key { get; }

    /// <summary>What the key has used, this request included; null: it has no limit that counts.</summary>
    public KeyStanding? Standing { get; }

    /// <summary>Why the request may not begin; null: it may.</summary>
    public Error? Refusal { get; }

    /// <summary>A request of a key without limits that count.</summary>
    public static AdmissionDecision Uncounted(KeySnapshot key) => new(key, null, null, null);

    /// <summary>A request that may not begin, whatever the key has used.</summary>
    internal static AdmissionDecision Refused(KeySnapshot key, Error refusal) => new(key, null, refusal, null);

    /// <summary>A request that was counted in, or refused.</summary>
    internal static AdmissionDecision Counted(KeySnapshot key, KeyStanding standing, Error? refusal, KeyUsage usage) =>
        new(key, standing, refusal, refusal is null ? usage : null);

    /// <summary>Gives the place back and counts what the request used. Only the first time counts.</summary>
    /// <param name="tokens">The tokens, read and written together, as reported or else estimated; 0: none, as far as is known.</param>
    /// <param name="costMicroUsd">What they cost, in µUSD; null: that is not known.</param>
    /// <param name="startedAt">When the request came in.</param>
    public void Settle(long tokens, long? costMicroUsd, DateTimeOffset startedAt)
    {
        if (Interlocked.Exchange(ref _place, null) is not { } place)
        {
            return;
        }

        if (costMicroUsd is { } cost)
        {
            place.Spend.Add(cost, startedAt);
        }

        place.End(tokens);
    }

    /// <summary>Gives the place back if nobody did yet.</summary>
    public void Dispose() => Settle(0, null, default);
}
