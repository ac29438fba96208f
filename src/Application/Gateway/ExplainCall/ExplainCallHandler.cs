using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.Caching;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Application.Gateway.Routing;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.ExplainCall;

/// <summary>Goes the way of a call with the parts that the call itself goes it with, in the same order, and stops where something would be sent.</summary>
internal sealed class ExplainCallHandler(
    RequestAdmitter admitter, StandInAdmitter standIns, CachedForwarder cache, DeploymentStates states, TimeProvider clock)
    : IQueryHandler<ExplainCallQuery, CallExplanation>
{
    public async Task<Result<CallExplanation>> Handle(ExplainCallQuery query, CancellationToken cancellationToken)
    {
        var (key, table, fields) = (query.Key, query.Call.Table, query.Call.Fields);
        var found = table.Find(fields.Model);
        using var decision = await admitter.ForeseeAsync(key, table, fields.Model, CallNeeds.Of(query.Call, found), cancellationToken);
        var group = decision.Refusal?.Code == LimitErrors.ModelNotAllowed.Code ? null : found;
        var explanation = new CallExplanation
        {
            Route = query.Call.Route.Path,
            Model = fields.Model,
            Group = group,
            Match = group is null ? ModelMatch.None : table.MatchOf(fields.Model),
            IsStreamed = fields.Stream && query.Call.Route.CanStream,
            Needs = CallNeeds.Of(query.Call, group),
            LoweredMaxTokens = decision.LoweredMaxTokens,
            Limits = decision.Limits,
            Refusal = decision.Refusal,
            TakenAt = clock.GetUtcNow(),
        };
        var call = ToCall(query, decision);
        return group is null
            ? explanation with { Refusal = await RefusalOfUnknownAsync(call, decision, cancellationToken) }
            : await ForeseeAsync(await WithDeploymentsAsync(explanation, call, group, cancellationToken), call, cancellationToken);
    }

    private GatewayCall ToCall(ExplainCallQuery query, AdmissionDecision decision) => new(
        query.Call.Route, decision, query.Call.Body, query.Call.Fields.LoweredTo(decision.LoweredMaxTokens, query.Call.Route), clock.GetTimestamp())
    {
        Table = query.Call.Table,
        ContentType = query.ContentType,
        Controls = query.Call.Controls,
        CacheControl = query.CacheControl,
    };

    private async Task<Error> RefusalOfUnknownAsync(GatewayCall call, AdmissionDecision decision, CancellationToken cancellationToken) =>
        decision.Refusal ?? await cache.ForeseeAsync(call, cancellationToken) switch
        {
            { IsSuccess: false, Error: var fault } => fault,
            _ => CatalogErrors.ModelNotFound,
        };

    private async Task<CallExplanation> WithDeploymentsAsync(
        CallExplanation explanation, GatewayCall call, ModelGroup group, CancellationToken cancellationToken)
    {
        var rules = call.Table.Rules;
        var request = RoutingRequests.Of(call, rules);
        var own = GroupOutlook.Of(states, group, rules, request);
        var reason = own.Failure?.Kind ?? FailureKind.ServiceUnavailable;
        var others = new List<GroupOutlook>();
        foreach (var standIn in StandIns.Of(call.Needs, group, reason))
        {
            var outlook = GroupOutlook.Of(states, standIn, rules, request);
            others.Add(outlook.Failure is not null || explanation.Refusal is not null ? outlook : outlook with
            {
                Refusal = await standIns.ForeseeAsync(call.Decision, call.Table, standIn, CallNeeds.OfStandIn(call.Needs, standIn), cancellationToken),
            });
        }

        return explanation with { Deployments = own, StandIns = others };
    }

    /// <summary>What comes after the admission: kept answers, then deployments.</summary>
    private async Task<CallExplanation> ForeseeAsync(CallExplanation explanation, GatewayCall call, CancellationToken cancellationToken)
    {
        if (explanation.Refusal is not null)
        {
            return explanation;
        }

        var kept = await cache.ForeseeAsync(call, cancellationToken);
        if (!kept.IsSuccess)
        {
            return explanation with { Refusal = kept.Error };
        }

        return kept.Value ? explanation with { IsKept = true }
            : explanation.AskedFirst is null ? explanation with { Refusal = explanation.Deployments!.Failure!.Error }
            : explanation;
    }
}
