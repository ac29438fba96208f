using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>A request that passed the key check, could be read and was admitted.</summary>
/// <param name="Route">What is asked.</param>
/// <param name="Decision">What admitted it; settled when it is known what the call used.</param>
/// <param name="Body">The body; must stay as it is until the call is over.</param>
/// <param name="Fields">What was read from the body.</param>
/// <param name="StartedAt">A <see cref="TimeProvider.GetTimestamp"/> of the request's arrival.</param>
public sealed record GatewayCall(GatewayRoute Route, AdmissionDecision Decision, ReadOnlyMemory<byte> Body, CallFields Fields, long StartedAt)
{
    /// <summary>The models and rules in force when the request was admitted: a change of the configuration in the middle of a call must not mix two tables.</summary>
    public required RoutingTable Table { get; init; }

    /// <summary>The body's type.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>What the request says about its own way, in its headers and its body.</summary>
    public CallControls Controls { get; init; } = Fields.Controls;

    /// <summary>The name of the conversation, if the caller gives it one (<c>x-litellm-session-id</c>); null: none.</summary>
    public string? SessionId { get; init; }

    /// <summary>When the request came in, as its estimate has it, if one was noted; null: what the clocks say.</summary>
    public DateTimeOffset? ArrivedAt { get; init; }

    /// <summary>How long the body was waited for: the caller's time, not ours.</summary>
    public TimeSpan BodyWait { get; init; }

    /// <summary>The request's <c>Cache-Control</c> header; null: there is none.</summary>
    public string? CacheControl { get; init; }

    /// <summary>Told of the call's record, once, before the record is handed over; null: nobody asks.</summary>
    public Action<UsageRecord>? Recorded { get; init; }

    /// <summary>Decides whether another model may stand in; null: every one may.</summary>
    public StandInAdmitter? StandIns { get; init; }

    /// <summary>Whose request it is.</summary>
    public KeySnapshot Key => Decision.Key;

    /// <summary>What it may use is reckoned from this.</summary>
    internal CallNeeds Needs => new(Route, Body, Fields, Controls, Table, Key);

    /// <summary>The name of the model that is asked for, whatever the request calls it.</summary>
    public string Model => Table.Find(Fields.Model)?.Name ?? Fields.Model;

    /// <summary>What the request calls it instead; null: the same.</summary>
    public string? AskedModel => Fields.Model == Model ? null : Fields.Model;

    /// <summary>Whether the answer shall be a stream.</summary>
    public bool WantsStream => Fields.Stream && Route.CanStream;

    /// <summary>Whether we ask the server for a usage report that the caller did not ask for.</summary>
    public bool AsksForUsage => WantsStream && Route.ReportsUsageOnRequest && !Fields.Usage.IncludeUsage;
}
