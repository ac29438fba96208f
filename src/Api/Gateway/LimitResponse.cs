using System.Text.Json.Serialization;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Catalog;

namespace AkashChat.Api.Gateway;

/// <summary>Where one limit stands.</summary>
/// <param name="Level">key, user, team, model or service: whose use counts together.</param>
/// <param name="Measure">parallel, requests, tokens or money (in millionths of a US dollar).</param>
/// <param name="Window">The time it holds for, such as 1m, 1d or 1mo; null: at the same moment.</param>
/// <param name="Rolling">Whether that is the last so much time at any moment; else a period of the clock or the calendar (UTC).</param>
/// <param name="Model">The model whose calls alone are counted; null: all.</param>
/// <param name="Limit">How much there is.</param>
/// <param name="Used">How much is used or reserved.</param>
/// <param name="Left">How much is left.</param>
/// <param name="Asked">How much a request reserves of it; 0: none was asked about.</param>
/// <param name="ResetsAt">When all of it is there again; null: as soon as requests end, or nothing is used.</param>
/// <param name="Outcome">allowed or refused.</param>
internal sealed record LimitResponse(
    string Level,
    string Measure,
    string? Window,
    bool Rolling,
    string? Model,
    long Limit,
    long Used,
    long Left,
    long Asked,
    [property: JsonPropertyName("resets_at")] DateTimeOffset? ResetsAt,
    string Outcome)
{
    internal static LimitResponse Of(LimitState state, DateTimeOffset now) => new(
        state.Rule.Level.ToString().ToLowerInvariant(),
        state.Rule.Measure.ToString().ToLowerInvariant(),
        state.Rule.Window?.ToString(),
        state.Rule.Window is { IsRolling: true },
        state.Rule.Level == LimitLevel.Model ? state.Counter.Subject : state.Rule.Model,
        state.Rule.Limit,
        state.Used,
        state.Left,
        state.Asked,
        state.ResetsIn > TimeSpan.Zero ? now + state.ResetsIn : null,
        state.IsHit ? "refused" : "allowed");
}
