using AkashChat.Domain.Keys;
using AkashChat.Domain.Usage;

namespace AkashChat.TestKit.Builders;

/// <summary>Makes usage records.</summary>
public static class AUsageRecord
{
    /// <summary>A completed plain chat call.</summary>
    /// <param name="key">The key that was used; null: one of nobody.</param>
    /// <param name="startedAt">When the request came in; null: <see cref="AMoment.Now"/>.</param>
    /// <param name="model">The model.</param>
    /// <param name="costMicroUsd">What it cost; null: the model has no price.</param>
    public static UsageRecord Completed(
        ApiKey? key = null, DateTimeOffset? startedAt = null, string model = "scripted", long? costMicroUsd = null) =>
        Of(UsageOutcome.Completed, 200, key, startedAt, model, promptTokens: 11, completionTokens: 7, costMicroUsd);

    /// <summary>A call that the model server failed; nothing was delivered.</summary>
    public static UsageRecord Failed(ApiKey? key = null, DateTimeOffset? startedAt = null, string model = "scripted") =>
        Of(UsageOutcome.Failed, 502, key, startedAt, model, promptTokens: null, completionTokens: null);

    /// <summary>A call that its caller left.</summary>
    public static UsageRecord Aborted(ApiKey? key = null, DateTimeOffset? startedAt = null, string model = "scripted") =>
        Of(UsageOutcome.Aborted, 499, key, startedAt, model, promptTokens: null, completionTokens: null);

    private static UsageRecord Of(
        UsageOutcome outcome,
        int status,
        ApiKey? key,
        DateTimeOffset? startedAt,
        string model,
        long? promptTokens,
        long? completionTokens,
        long? costMicroUsd = null)
    {
        var at = startedAt ?? AMoment.Now;
        return new UsageRecord
        {
            Id = Guid.CreateVersion7(at),
            KeyId = (key?.Id ?? ApiKeyId.New()).Value,
            UserId = key?.UserId.Value ?? Guid.CreateVersion7(at),
            TeamId = key?.TeamId ?? "chatapi-pless",
            StartedAt = at,
            Route = "chat/completions",
            Model = model,
            DeploymentId = $"{model}-1",
            Streamed = false,
            Status = status,
            Outcome = outcome,
            PromptTokens = promptTokens,
            CompletionTokens = completionTokens,
            CostMicroUsd = costMicroUsd,
            LatencyMicroseconds = 120_000,
            FirstByteMicroseconds = outcome == UsageOutcome.Completed ? 118_000 : null,
        };
    }
}
