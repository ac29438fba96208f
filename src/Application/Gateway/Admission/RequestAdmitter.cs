using AkashChat.Application.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>Decides whether a key's request may go to a model server.</summary>
public sealed class RequestAdmitter(KeyUsageMeter meter, IModelCatalog catalog)
{
    /// <summary>Decides. Whoever gets the decision disposes it when the request is over.</summary>
    /// <param name="key">Whose request it is; it passed the key check.</param>
    /// <param name="model">The model that is asked for.</param>
    /// <param name="cancellationToken">The caller has left.</param>
    public ValueTask<AdmissionDecision> AdmitAsync(KeySnapshot key, string model, CancellationToken cancellationToken) =>
        key.Limits.Allows(model)
            ? meter.BeginAsync(key, CostsMoney(key, model), cancellationToken)
            : ValueTask.FromResult(AdmissionDecision.Refused(key, LimitErrors.ModelNotAllowed));

    private bool CostsMoney(KeySnapshot key, string model) =>
        key.Limits.BudgetMicroUsd is not null && catalog.Current.Find(model)?.CostsMoney == true;
}
