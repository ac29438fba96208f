using AkashChat.Application.Catalog;
using AkashChat.Application.Keys;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>Says at the start which models a team's budget does not count, because nobody said what they cost.</summary>
internal sealed partial class PriceCheck(IModelCatalog catalog, KeyPolicies policies, ILogger<PriceCheck> logger)
{
    /// <summary>Looks, and warns.</summary>
    public void Run()
    {
        if (policies.Permissionless.Limits.BudgetMicroUsd is null && policies.Extended.Limits.BudgetMicroUsd is null)
        {
            return;
        }

        var unpriced = catalog.Current.Groups
            .Where(group => group.Deployments.Any(deployment => deployment.Price is null))
            .Select(group => group.Name)
            .ToArray();
        if (unpriced.Length > 0)
        {
            Log.Unpriced(logger, string.Join(", ", unpriced));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3103, LogLevel.Warning, "A team has a budget, but it does not count these models, which have no price: {Models}")]
        public static partial void Unpriced(ILogger logger, string models);
    }
}
