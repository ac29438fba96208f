using System.Text.Json.Serialization;

namespace AkashChat.Infrastructure.Gateway.LiteLlm;

/// <summary>A user's usage by day.</summary>
internal sealed record DailyActivity(IReadOnlyList<ActivityDay>? Results, ActivityPage? Metadata);

internal sealed record ActivityDay(DateOnly Date, ActivityBreakdown? Breakdown);

/// <summary>The day's usage by key, among others.</summary>
internal sealed record ActivityBreakdown(IReadOnlyDictionary<string, ActivityEntry>? ApiKeys);

internal sealed record ActivityEntry(ActivityMetrics? Metrics, ActivityKey? Metadata);

internal sealed record ActivityKey(string? KeyAlias);

internal sealed record ActivityMetrics(decimal Spend, long PromptTokens, long CompletionTokens, long ApiRequests);

internal sealed record ActivityPage(int? Page, int? TotalPages, bool? HasMore);

internal sealed record SpendPage(IReadOnlyList<SpendRow>? Data, int? TotalPages);

/// <summary>One call.</summary>
internal sealed record SpendRow
{
    public string? RequestId { get; init; }

    public string? CallType { get; init; }

    /// <summary>The hash of the key.</summary>
    public string? ApiKey { get; init; }

    public decimal Spend { get; init; }

    public long PromptTokens { get; init; }

    public long CompletionTokens { get; init; }

    [JsonPropertyName("startTime")]
    [JsonConverter(typeof(LiteLlmTime))]
    public DateTimeOffset? StartTime { get; init; }

    [JsonPropertyName("endTime")]
    [JsonConverter(typeof(LiteLlmTime))]
    public DateTimeOffset? EndTime { get; init; }

    [JsonPropertyName("completionStartTime")]
    [JsonConverter(typeof(LiteLlmTime))]
    public DateTimeOffset? CompletionStartTime { get; init; }

    public string? ModelGroup { get; init; }

    public string? Model { get; init; }

    public string? ModelId { get; init; }

    public string? TeamId { get; init; }

    public string? Status { get; init; }
}
