using System.Buffers.Binary;

namespace AkashChat.Domain.Usage;

/// <summary>One request that was sent to a model server: who, what, how much, how long. Never what was said.</summary>
public sealed class UsageRecord
{
    /// <summary>The key of a record whose owner is erased. The user is then <see cref="Guid.Empty"/>.</summary>
    public const string ErasedKeyId = "0000000000";

    /// <summary>The most tokens that a record tells of; no request has so many. What a server says beyond that must not make sums overflow.</summary>
    public const long MaxTokens = 1L << 40;

    /// <summary>The most that a record says to have cost, in µUSD, for the same reason.</summary>
    public const long MaxCostMicroUsd = 1L << 50;

    /// <summary>A new name: a UUID of version 7 (RFC 9562, section 5.7), whose random part is unique and need be no secret, so that it costs no call of the system.</summary>
    /// <param name="at">The time that goes into it, in milliseconds.</param>
    public static Guid NewId(DateTimeOffset at)
    {
        const int timeBytes = 6;
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(id, at.ToUnixTimeMilliseconds() << 16);
        Random.Shared.NextBytes(id[timeBytes..]);
        id[6] = (byte)(0x70 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new Guid(id, bigEndian: true);
    }

    /// <summary>Names the record: a UUID of version 7.</summary>
    public required Guid Id { get; init; }

    /// <summary>The public id of the key that was used; <see cref="ErasedKeyId"/>: its owner is erased.</summary>
    public required string KeyId { get; init; }

    /// <summary>The key's owner.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The owner's team.</summary>
    public required string TeamId { get; init; }

    /// <summary>When the request came in.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The route, such as <c>chat/completions</c>.</summary>
    public required string Route { get; init; }

    /// <summary>The model that was asked for, by its own name; of one with a wildcard, the name that the caller gave.</summary>
    public required string Model { get; init; }

    /// <summary>What the caller named instead: another name of the model, or one of its deployments; null: its own name.</summary>
    public string? AskedModel { get; init; }

    /// <summary>The deployment that answered, or was tried last; empty: none was needed, or none could take it.</summary>
    public required string DeploymentId { get; init; }

    /// <summary>The model that stood in for the one that was asked for; null: none did.</summary>
    public string? ServedModel { get; init; }

    /// <summary>How many attempts were made, on all deployments together.</summary>
    public int Attempts { get; init; }

    /// <summary>Whether the answer was kept from an equal request, or shared with one in flight.</summary>
    public bool Cached { get; init; }

    /// <summary>Whether the caller asked for a stream.</summary>
    public required bool Streamed { get; init; }

    /// <summary>The HTTP status that the caller got.</summary>
    public required int Status { get; init; }

    /// <summary>How it ended.</summary>
    public required UsageOutcome Outcome { get; init; }

    /// <summary>Tokens read; null: the model server did not say.</summary>
    public long? PromptTokens { get; init => field = Bounded(value, MaxTokens); }

    /// <summary>Tokens written; null: the model server did not say.</summary>
    public long? CompletionTokens { get; init => field = Bounded(value, MaxTokens); }

    /// <summary>The tokens with which it counts in limits: those above, an estimate where the model server did not say, and 0 where none worked for it.</summary>
    /// <remarks>Never null. Records that were written before it was noted do not say it; it follows from what they say.</remarks>
    public long? CountedTokens
    {
        get => field ?? (Cached ? 0 : (PromptTokens ?? 0) + (CompletionTokens ?? 0));
        init => field = Bounded(value, 2 * MaxTokens);
    }

    /// <summary>What the tokens cost, in µUSD; null: the model has no price, or nothing was delivered.</summary>
    /// <remarks>Where the model server did not say how many there were, it is the cost of an estimate; the tokens are null then.</remarks>
    public long? CostMicroUsd { get; init => field = Bounded(value, MaxCostMicroUsd); }

    /// <summary>From the request's arrival to the last byte of the answer, in microseconds.</summary>
    public required long LatencyMicroseconds { get; init; }

    /// <summary>From the request's arrival to the first byte of the answer, in microseconds; null: there was none.</summary>
    public long? FirstByteMicroseconds { get; init; }

    private static long? Bounded(long? value, long most) => value is { } told ? Math.Min(told, most) : null;

    /// <summary>The estimate in this record's place, as it is booked if the gateway ends in the middle of the call: the same name, owner, time and model, and no tokens.</summary>
    /// <param name="countedTokens">The estimated tokens.</param>
    /// <param name="costMicroUsd">The estimated cost, in µUSD; null: there is none.</param>
    public UsageRecord ToEstimate(long countedTokens, long? costMicroUsd) => new()
    {
        Id = Id,
        KeyId = KeyId,
        UserId = UserId,
        TeamId = TeamId,
        StartedAt = StartedAt,
        Route = Route,
        Model = Model,
        AskedModel = AskedModel,
        DeploymentId = string.Empty,
        Streamed = Streamed,
        Status = 0,
        Outcome = UsageOutcome.Interrupted,
        CountedTokens = countedTokens,
        CostMicroUsd = costMicroUsd,
        LatencyMicroseconds = 0,
    };
}
