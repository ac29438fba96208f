using AkashChat.Application.Usage.Refusals;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>Renders a decision against a call as what its owner may read of it later.</summary>
public static class NotedRefusal
{
    // Callers may write anything there.
    private const int LongestModel = 100;

    /// <summary>Renders it.</summary>
    /// <param name="decision">The decision; it refuses the call.</param>
    /// <param name="route">What was asked.</param>
    /// <param name="model">The model that was asked for.</param>
    /// <param name="now">The time.</param>
    public static Refusal Of(AdmissionDecision decision, string route, string model, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(model);
        var error = decision.Refusal ?? throw new ArgumentException("It was admitted.", nameof(decision));
        return new Refusal
        {
            Id = UsageRecord.NewId(now).ToString("N"),
            At = now,
            LastAt = now,
            OwnerId = decision.Key.UserId,
            KeyId = decision.Key.Id,
            Route = route,
            Model = model.Length > LongestModel ? model[..LongestModel] + "…" : model,
            Code = error.Code,
            Message = error.Message,
            Limit = LimitRefusals.WorstOf(decision.Limits) is { } state ? LimitOf(state, now) : null,
        };
    }

    private static RefusingLimit LimitOf(LimitState state, DateTimeOffset now) => new(
        state.Rule.Level,
        state.Rule.Measure,
        state.Rule.Window?.ToString(),
        state.Rule.Limit,
        state.Used,
        state.Asked,
        state.ResetsIn > TimeSpan.Zero ? now + state.ResetsIn : null);
}
