using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Says what a call may use at the most, before anything is sent.</summary>
/// <param name="Route">What is asked.</param>
/// <param name="Body">The body.</param>
/// <param name="Fields">What was read from it.</param>
/// <param name="Controls">What the request says about its own way.</param>
/// <param name="Table">The models in force.</param>
/// <param name="Key">Whose call it is.</param>
public readonly record struct CallNeeds(
    GatewayRoute Route, ReadOnlyMemory<byte> Body, CallFields Fields, CallControls Controls, RoutingTable Table, KeySnapshot Key)
{
    /// <summary>When the request came in.</summary>
    public DateTimeOffset ArrivedAt { get; init; }

    /// <summary>Says it, whoever answers: the model that is asked for, or one that stands in.</summary>
    /// <param name="call">The call.</param>
    /// <param name="group">The model; null: there is none of that name.</param>
    public static RequestNeeds Of(CallNeeds call, ModelGroup? group)
    {
        var prompt = PromptEstimate.Most(call.Route, call.Body.Span, call.Fields);
        var needs = call.With(group, prompt, call.MayLower);
        return group is not null && StandIns.ArePossible(call) ? call.OrStandIns(group, prompt, needs) : needs;
    }

    /// <summary>Says it of a model that stands in. What may have been lowered was lowered by then.</summary>
    /// <param name="call">The call.</param>
    /// <param name="standIn">The model.</param>
    public static RequestNeeds OfStandIn(CallNeeds call, ModelGroup standIn) =>
        call.With(standIn, PromptEstimate.Most(call.Route, call.Body.Span, call.Fields), mayLower: false);

    private bool MayLower =>
        Controls.MayLowerMaxTokens && Route.BoundMember is not null && (Fields.Bound.MaxTokens is null || Fields.Bound.Place is not null);

    private RequestNeeds With(ModelGroup? group, long prompt, bool mayLower)
    {
        var prompts = Route.TakesPrompts ? Math.Max(1, Fields.Shape.Prompts) : 1;
        return new RequestNeeds(
            group?.MaxInputTokens is { } longest ? Math.Min(prompt, (long)longest * prompts) : prompt,
            Route.WritesText ? AnswerTokens(Fields.Lowered?.Tokens ?? Fields.Bound.MaxTokens, group) : 0,
            (int)Math.Min((long)Fields.Bound.Choices * prompts, int.MaxValue),
            group?.HighestPrice,
            mayLower);
    }

    private RequestNeeds OrStandIns(ModelGroup group, long prompt, RequestNeeds needs)
    {
        foreach (var reason in StandIns.Reasons)
        {
            foreach (var name in StandIns.NamesFor(this, group, reason))
            {
                needs = Table.Find(name) is { } standIn ? needs.Or(With(standIn, prompt, mayLower: false)) : needs;
            }
        }

        return needs;
    }

    /// <summary>Says what is booked if this process ends before the call does.</summary>
    /// <param name="call">The call.</param>
    /// <param name="key">Whose it is.</param>
    /// <param name="group">The model.</param>
    /// <param name="id">The name that its record will have.</param>
    /// <remarks>It costs the prompt, at the highest price of whoever may answer: nobody knows how much of an answer the caller got.</remarks>
    public static UsageRecord EstimateOf(CallNeeds call, KeySnapshot key, ModelGroup group, Guid id) =>
        call.EstimateOf(key, group, id, string.Empty, attempts: 0, latencyMicroseconds: 0);

    /// <summary>The same of a call that is under way.</summary>
    internal UsageRecord EstimateOf(KeySnapshot key, ModelGroup group, Guid id, string deploymentId, int attempts, long latencyMicroseconds)
    {
        var prompt = PromptEstimate.Likely(Route, Body.Span, Fields);
        return new UsageRecord
        {
            Id = id,
            KeyId = key.Id,
            UserId = key.UserId,
            TeamId = key.TeamId,
            StartedAt = ArrivedAt,
            Route = Route.Path,
            Model = group.Name,
            AskedModel = Fields.Model == group.Name ? null : Fields.Model,
            DeploymentId = deploymentId,
            Attempts = attempts,
            Streamed = Fields.Stream && Route.CanStream,
            Status = 0,
            Outcome = UsageOutcome.Interrupted,
            CountedTokens = prompt,
            CostMicroUsd = group.HighestPrice?.CostMicroUsd(prompt, 0),
            LatencyMicroseconds = latencyMicroseconds,
        };
    }

    // A server cuts a longer bound to what its model can do.
    private static long? AnswerTokens(long? asked, ModelGroup? group) =>
        asked is { } bound && group?.MaxOutputTokens is { } most ? Math.Min(bound, most) : asked ?? group?.MaxOutputTokens;
}
