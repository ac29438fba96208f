using AkashChat.Domain.Keys;

namespace AkashChat.Application.Usage.TakeOver;

/// <summary>Compares a key that is here with the same one at the proxy. Names are left out: holders may change them.</summary>
internal static class Differences
{
    /// <summary>What differs; null: nothing.</summary>
    internal static string? Find(ApiKey here, TakenKey there)
    {
        if (here.Hash != there.Key.Hash)
        {
            return "it has got a new secret here";
        }

        var parts = new List<string>();
        var state = there.Key.IsSwitchedOff ? KeyState.Disabled : KeyState.Active;
        AddIf(here.State != state, $"it is {here.State} here, {state} there");
        AddIf(here.ExpiresAt != there.Key.ExpiresAt, "its end");
        AddIf(!AreEqual(here.OwnLimits, there.Key.Limits, there.BudgetFollowsSpend), "its limits");
        return parts.Count == 0 ? null : string.Join(", ", parts);

        void AddIf(bool differs, string part)
        {
            if (differs)
            {
                parts.Add(part);
            }
        }
    }

    private static bool AreEqual(KeyLimits one, KeyLimits other, bool withoutBudget) =>
        one with { Models = null, BudgetMicroUsd = null } == other with { Models = null, BudgetMicroUsd = null }
        && (withoutBudget || one.BudgetMicroUsd == other.BudgetMicroUsd)
        && (one.Models is null || other.Models is null ? one.Models == other.Models : one.Models.ToHashSet().SetEquals(other.Models));
}
