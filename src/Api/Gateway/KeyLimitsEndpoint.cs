using AkashChat.Api.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.GetLimits;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;
using AkashChat.Domain.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AkashChat.Api.Gateway;

/// <summary>Tells a key's owner where its limits stand.</summary>
internal static class KeyLimitsEndpoint
{
    internal static void MapKeyLimits(this IEndpointRouteBuilder api) => api
        .MapGet("/keys/{id:length(10)}/limits", (string id, HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
            context.ActAsync(
                dispatcher, visitor => new GetLimitsQuery(visitor, new ApiKeyId(id)), found => TypedResults.Ok(KeyLimitsResponse.Of(found)), cancellationToken))
        .Produces<KeyLimitsResponse>()
        .DescribeSignedIn(
            "Keys", "GetKeyLimits", "Where the limits of a key of yours stand: its own, its account's, its team's and the service's, and those of models that it may call. Of a limit of parallel requests, used are those that are open now.",
            KeyErrors.NotFound, LimitErrors.StoreUnavailable);
}

/// <summary>Where the limits of a key stand.</summary>
/// <param name="Id">The key.</param>
/// <param name="Limits">The limits: those that hold for all models, then those of models that it may call.</param>
/// <param name="CountedElsewhere">Whether a proxy behind us counts; what is used says nothing then.</param>
/// <param name="TakenAt">When that was so.</param>
internal sealed record KeyLimitsResponse(string Id, IEnumerable<KeyLimitResponse> Limits, bool CountedElsewhere, DateTimeOffset TakenAt)
{
    internal static KeyLimitsResponse Of(OwnLimits found)
    {
        var standing = found.Keys.Single();
        return new KeyLimitsResponse(
            standing.Key.Id.Value, standing.Limits.Select(state => KeyLimitResponse.Of(state, found.TakenAt)), found.CountedElsewhere, found.TakenAt);
    }
}

/// <summary>Where one limit stands.</summary>
/// <param name="Level">key, user, team, model or service: whose use counts together.</param>
/// <param name="Measure">parallel, requests, tokens or money (in millionths of a US dollar).</param>
/// <param name="Window">The time it holds for, such as 1m, 1d or 1mo; null: at the same moment.</param>
/// <param name="Rolling">Whether that is the last so much time at any moment; else a period of the clock or the calendar (UTC).</param>
/// <param name="Model">The model whose calls alone are counted; null: all.</param>
/// <param name="Limit">How much there is.</param>
/// <param name="Used">How much is used or reserved; of parallel requests, how many are open now.</param>
/// <param name="Left">How much is left.</param>
/// <param name="ResetsAt">When all of it is there again; null: as soon as requests end, or nothing is used.</param>
internal sealed record KeyLimitResponse(
    string Level, string Measure, string? Window, bool Rolling, string? Model, long Limit, long Used, long Left, DateTimeOffset? ResetsAt)
{
    internal static KeyLimitResponse Of(LimitState state, DateTimeOffset now) => new(
        state.Rule.Level.ToString().ToLowerInvariant(),
        state.Rule.Measure.ToString().ToLowerInvariant(),
        state.Rule.Window?.ToString(),
        state.Rule.Window is { IsRolling: true },
        state.Rule.Level == LimitLevel.Model ? state.Counter.Subject : state.Rule.Model,
        state.Rule.Limit,
        state.Used,
        state.Left,
        state.ResetsIn > TimeSpan.Zero ? now + state.ResetsIn : null);
}
