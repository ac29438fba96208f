using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>Decides whether a key's request may go to a model server.</summary>
public sealed class RequestAdmitter(KeyUsageMeter meter)
{
    /// <summary>Decides. Whoever gets the decision disposes it when the request is over.</summary>
    /// <param name="key">Whose request it is; it passed the key check.</param>
    /// <param name="table">The models in force.</param>
    /// <param name="model">The model that is asked for.</param>
    /// <param name="namesStandIns">Whether the request itself names models that may stand in.</param>
    /// <param name="cancellationToken">The caller has left.</param>
    public ValueTask<AdmissionDecision> AdmitAsync(KeySnapshot key, RoutingTable table, string model, bool namesStandIns, CancellationToken cancellationToken)
    {
        var group = table.Find(model);
        return Allows(key.Limits, model, group)
            ? meter.BeginAsync(key, key.Limits.BudgetMicroUsd is not null && group is not null && table.MayCost(group, namesStandIns), cancellationToken)
            : ValueTask.FromResult(AdmissionDecision.Refused(key, LimitErrors.ModelNotAllowed));
    }

    /// <summary>A key's list may have the name that was asked for, or the group's own, with its wildcard or without.</summary>
    private static bool Allows(KeyLimits limits, string model, ModelGroup? group) =>
        limits.Allows(model)
        || (group is not null && (limits.Allows(group.Name) || (group.Pattern is { } pattern && limits.Allows(pattern))));
}
