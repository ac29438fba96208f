using AkashChat.Application.Usage.Refusals;

namespace AkashChat.Api.Usage;

/// <summary>A request that was refused, or several equal ones within a minute.</summary>
/// <param name="At">When; of several the first.</param>
/// <param name="LastAt">When the last of several was refused.</param>
/// <param name="Count">How many there were.</param>
/// <param name="UserId">Whose request it was; told to the operator alone.</param>
/// <param name="KeyId">With which key.</param>
/// <param name="Route">What was asked: the path behind /v1/.</param>
/// <param name="Model">The model that was asked for.</param>
/// <param name="Code">The error's code; it has a page under /docs/errors/.</param>
/// <param name="Message">What the caller was told.</param>
/// <param name="Limit">The limit that refused it; null: it was none.</param>
internal sealed record RefusalResponse(
    DateTimeOffset At,
    DateTimeOffset LastAt,
    long Count,
    Guid? UserId,
    string KeyId,
    string Route,
    string Model,
    string Code,
    string Message,
    RefusingLimitResponse? Limit)
{
    internal static RefusalResponse OfOwn(Refusal refusal) => Of(refusal) with { UserId = null };

    internal static RefusalResponse Of(Refusal refusal) => new(
        refusal.At,
        refusal.LastAt,
        refusal.Count,
        refusal.OwnerId,
        refusal.KeyId,
        refusal.Route,
        refusal.Model,
        refusal.Code,
        refusal.Message,
        refusal.Limit is { } limit ? RefusingLimitResponse.Of(limit) : null);
}

/// <summary>The limit that refused a request, as it stood.</summary>
/// <param name="Level">key, user, team, model or service: whose use counts together.</param>
/// <param name="Measure">parallel, requests, tokens or money (in millionths of a US dollar).</param>
/// <param name="Window">The time it holds for, such as 1m; null: at the same moment.</param>
/// <param name="Limit">How much there is.</param>
/// <param name="Used">How much was used or reserved.</param>
/// <param name="Asked">How much the request asked for.</param>
/// <param name="ResetsAt">When all of it is there again; null: as soon as requests end.</param>
internal sealed record RefusingLimitResponse(
    string Level, string Measure, string? Window, long Limit, long Used, long Asked, DateTimeOffset? ResetsAt)
{
    internal static RefusingLimitResponse Of(RefusingLimit limit) => new(
        limit.Level.ToString().ToLowerInvariant(),
        limit.Measure.ToString().ToLowerInvariant(),
        limit.Window,
        limit.Limit,
        limit.Used,
        limit.Asked,
        limit.ResetsAt);
}
