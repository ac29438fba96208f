using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>Decides whether a model may stand in for the one that a call was admitted for.</summary>
/// <remarks>
/// Limits that are for that model, or count its calls, are reserved in a second step, and only then: a call that its own model
/// answers knows nothing of them. All other limits have their reservation already; it must cover what this model may use.
/// </remarks>
public sealed class StandInAdmitter(ILimitStore store, LimitReleases releases, TimeProvider clock)
{
    /// <summary>Decides, and reserves what the model may use; that is settled with the rest of the call, or given back by <see cref="AdmissionDecision.EndStandIn"/>.</summary>
    /// <param name="decision">What admitted the call.</param>
    /// <param name="table">The models in force.</param>
    /// <param name="standIn">The model that would stand in.</param>
    /// <param name="needs">What the call may use there.</param>
    /// <param name="cancellationToken">The caller has left.</param>
    /// <returns>Why it may not; null: it may.</returns>
    public async ValueTask<Error?> AdmitAsync(
        AdmissionDecision decision, RoutingTable table, ModelGroup standIn, RequestNeeds needs, CancellationToken cancellationToken) =>
        await DecideAsync(decision, table, standIn, needs, reserve: true, cancellationToken);

    /// <summary>Tells what that would be decided, without reserving anything.</summary>
    /// <inheritdoc cref="AdmitAsync"/>
    public async ValueTask<Error?> ForeseeAsync(
        AdmissionDecision decision, RoutingTable table, ModelGroup standIn, RequestNeeds needs, CancellationToken cancellationToken) =>
        await DecideAsync(decision, table, standIn, needs, reserve: false, cancellationToken);

    private async ValueTask<Error?> DecideAsync(
        AdmissionDecision decision, RoutingTable table, ModelGroup standIn, RequestNeeds needs, bool reserve, CancellationToken cancellationToken)
    {
        if (ErrorOfUncovered(decision, needs) is { } uncovered)
        {
            return uncovered;
        }

        var limits = LimitPlan.OfStandIn(decision.Key, table.Rules.Limits, standIn, decision.Limits);
        if (limits.IsEmpty)
        {
            return null;
        }

        var reservation = Reservation.Of(limits, needs, clock.GetUtcNow());
        try
        {
            var states = reserve ? await store.ReserveAsync(reservation, cancellationToken) : await store.ReadAsync(reservation, cancellationToken);
            if (LimitRefusals.Find(states, reservation.At) is { } refusal)
            {
                return refusal;
            }
        }
        catch (LimitStoreUnavailableException)
        {
            return LimitErrors.StoreUnavailable;
        }

        if (reserve)
        {
            decision.HoldForStandIn(store, releases, reservation);
        }

        return null;
    }

    /// <summary>The answer's bound may be larger there than that of the model which was asked for, and no more than that one's was left.</summary>
    private static Error? ErrorOfUncovered(AdmissionDecision decision, RequestNeeds needs)
    {
        for (var index = 0; index < decision.Limits.Count; index++)
        {
            var state = decision.Limits[index];
            if (state.Rule.Measure == LimitMeasure.Tokens && state.Asked < needs.LeastTokens)
            {
                return LimitErrors.Tokens with { Message = "Fewer tokens are reserved than this model may use." };
            }

            if (state.Rule.Measure == LimitMeasure.Money && needs.CostsMoney && state.Asked < needs.LeastMicroUsd)
            {
                return LimitErrors.Budget with { Message = "Less money is reserved than this model may cost." };
            }
        }

        return null;
    }
}
