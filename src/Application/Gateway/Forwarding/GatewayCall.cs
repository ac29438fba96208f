using AkashChat.Application.Gateway.Admission;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>A request that passed the key check, could be read and was admitted.</summary>
/// <param name="Route">What is asked.</param>
/// <param name="Decision">What admitted it; settled when it is known what the call used.</param>
/// <param name="Body">The body; must stay as it is until the call is over.</param>
/// <param name="Fields">What was read from the body.</param>
/// <param name="StartedAt">A <see cref="TimeProvider.GetTimestamp"/> of the request's arrival.</param>
public sealed record GatewayCall(GatewayRoute Route, AdmissionDecision Decision, ReadOnlyMemory<byte> Body, CallFields Fields, long StartedAt)
{
    /// <summary>Whose request it is.</summary>
    public KeySnapshot Key => Decision.Key;

    /// <summary>Whether the answer shall be a stream.</summary>
    public bool WantsStream => Fields.Stream && Route.CanStream;
}
