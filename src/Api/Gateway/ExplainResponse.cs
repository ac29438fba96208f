using System.Text.Json.Serialization;
using AkashChat.Api.Common;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.ExplainCall;
using AkashChat.Application.Gateway.Routing;
using AkashChat.Domain.Common;

namespace AkashChat.Api.Gateway;

/// <summary>What a call would meet.</summary>
/// <param name="Route">What would be asked: the path behind /v1/.</param>
/// <param name="Model">The model that is asked for, and which one that is.</param>
/// <param name="Stream">Whether the answer would be a stream.</param>
/// <param name="Outcome">allowed or refused.</param>
/// <param name="Error">What it would be refused with; null: it is allowed.</param>
/// <param name="AskedFirst">The model whose deployments would be asked first; null: none, because it is refused or cached.</param>
/// <param name="Cached">Whether a kept answer would be given.</param>
/// <param name="Reservation">What would be reserved for it.</param>
/// <param name="Limits">Every limit that it is under, and where that stands now.</param>
/// <param name="Deployments">The model's deployments, and which of them could take it.</param>
/// <param name="Fallbacks">The models that stand in, in their order.</param>
internal sealed record ExplainResponse(
    string Route,
    ExplainedModel Model,
    bool Stream,
    string Outcome,
    ExplainedError? Error,
    [property: JsonPropertyName("asked_first")] string? AskedFirst,
    bool Cached,
    ExplainedReservation Reservation,
    IReadOnlyList<LimitResponse> Limits,
    IReadOnlyList<ExplainedDeployment> Deployments,
    IReadOnlyList<ExplainedFallback> Fallbacks)
{
    internal static ExplainResponse Of(CallExplanation call) => new(
        call.Route,
        new ExplainedModel(call.Model, call.Group?.Name, call.Match.ToString().ToLowerInvariant(), call.Group?.Pattern),
        call.IsStreamed,
        call.Refusal is null ? "allowed" : "refused",
        call.Refusal is { } error ? ExplainedError.Of(error) : null,
        call.AskedFirst,
        call.IsKept,
        ExplainedReservation.Of(call.Needs, call.LoweredMaxTokens),
        [.. call.Limits.Select(limit => LimitResponse.Of(limit, call.TakenAt))],
        [.. (call.Deployments?.Deployments ?? []).Select(ExplainedDeployment.Of)],
        [.. call.StandIns.Select(standIn => ExplainedFallback.Of(standIn))]);
}

/// <summary>The model that is asked for.</summary>
/// <param name="Asked">The name that the call has.</param>
/// <param name="Found">The model that it means; null: there is none that the key may call.</param>
/// <param name="By">name, alias, wildcard, deployment or none: by what it was found.</param>
/// <param name="Wildcard">The wildcard that it fits; null: none.</param>
internal sealed record ExplainedModel(string Asked, string? Found, string By, string? Wildcard);

/// <summary>What a call would be refused with.</summary>
/// <param name="Code">The stable code; it has a page under /docs/errors.</param>
/// <param name="Message">What is wrong, and what to do about it.</param>
/// <param name="Status">The status of HTTP.</param>
/// <param name="Param">The field at fault; null: none.</param>
/// <param name="RetryAfter">Seconds after which it may be tried again; null: nobody knows, or never.</param>
internal sealed record ExplainedError(
    string Code, string Message, int Status, string? Param, [property: JsonPropertyName("retry_after")] long? RetryAfter)
{
    internal static ExplainedError Of(Error error) => new(
        error.Code,
        $"{error.Message} {error.Remedy}",
        error.Kind.ToStatus(),
        error.Field,
        error.RetryAfter?.ToWholeSeconds());
}

/// <summary>What would be reserved for a call: the most that it may use.</summary>
/// <param name="PromptTokens">An estimate of the tokens that the model reads.</param>
/// <param name="MaxTokens">The most that it writes in one answer; null: nobody says, and something usual is reserved.</param>
/// <param name="Choices">How many answers are asked for.</param>
/// <param name="Tokens">All tokens together.</param>
/// <param name="MicroUsd">What they cost at the most, in millionths of a US dollar; null: the model has no price.</param>
/// <param name="LoweredMaxTokens">What max_tokens would be lowered to; null: it stays.</param>
internal sealed record ExplainedReservation(
    [property: JsonPropertyName("prompt_tokens")] long PromptTokens,
    [property: JsonPropertyName("max_tokens")] long? MaxTokens,
    int Choices,
    long Tokens,
    [property: JsonPropertyName("micro_usd")] long? MicroUsd,
    [property: JsonPropertyName("lowered_max_tokens")] long? LoweredMaxTokens)
{
    internal static ExplainedReservation Of(RequestNeeds needs, long? lowered) =>
        new(needs.PromptTokens, needs.AnswerTokens, needs.Choices, needs.Tokens, needs.Price is null ? null : needs.MicroUsd, lowered);
}

/// <summary>One deployment of a model.</summary>
/// <param name="Id">Its public id.</param>
/// <param name="Rank">Those of rank 1 are asked first, the others only if none before them can take the call.</param>
/// <param name="In">Whether it could take the call.</param>
/// <param name="Why">Why not: tags, context, capability, cooling, rate_limited, full, rpm or tpm; null: it could.</param>
/// <param name="BackIn">For how many seconds it still cools; null: it does not.</param>
internal sealed record ExplainedDeployment(string Id, int Rank, bool In, string? Why, [property: JsonPropertyName("back_in")] long? BackIn)
{
    internal static ExplainedDeployment Of(DeploymentOutlook outlook) => new(
        outlook.Id, outlook.Rank, outlook.Why is null, outlook.Why, outlook.BackIn?.ToWholeSeconds());
}

/// <summary>A model that stands in when the one that was asked for does not answer.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Deployments">Its deployments.</param>
/// <param name="Error">The limit by which it would be passed over; null: none, or no deployment could take the call anyway.</param>
internal sealed record ExplainedFallback(string Model, IReadOnlyList<ExplainedDeployment> Deployments, ExplainedError? Error)
{
    internal static ExplainedFallback Of(GroupOutlook outlook) => new(
        outlook.Model, [.. outlook.Deployments.Select(ExplainedDeployment.Of)], outlook.Refusal is { } refusal ? ExplainedError.Of(refusal) : null);
}
