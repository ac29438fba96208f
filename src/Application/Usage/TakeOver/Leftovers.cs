using System.Text.Json;

namespace AkashChat.Application.Usage.TakeOver;

/// <summary>What the proxy keeps as JSON beside a key: little of it can be taken over, and the rest is told.</summary>
internal static class Leftovers
{
    private static readonly string[] ModelLimits = ["model_rpm_limit", "model_tpm_limit"];
    private static readonly string[] Guardrails = ["guardrails", "policies", "enforced_params"];

    /// <summary>What a key leaves behind that is its own.</summary>
    internal static IEnumerable<Remark> Of(LiteLlmKey key)
    {
        using var metadata = Parse(key.Extras.Metadata);
        var names = NamesOf(metadata);
        return Where(
            (names.Contains("temp_budget_increase"), Remark.RaisedBudget),
            (IsFilled(key.Aliases), Remark.Aliases),
            (key.IsRotated, Remark.Rotation),
            (names.Count > 0, Remark.Metadata));
    }

    /// <summary>What a key, or something that it belongs to, leaves behind of what limits it.</summary>
    internal static IEnumerable<Remark> Of(LiteLlmExtras extras)
    {
        using var metadata = Parse(extras.Metadata);
        using var limits = Parse(extras.BudgetLimits);
        var names = NamesOf(metadata);
        var isModelLimited = IsFilled(extras.ModelMaxBudget) || names.Any(ModelLimits.Contains) || NamesOf(limits).Count > 0
            || (limits?.RootElement.ValueKind == JsonValueKind.Array && limits.RootElement.GetArrayLength() > WindowsOf(extras).Count);
        return Where(
            (isModelLimited, Remark.ModelLimits),
            (extras.Policies.Count > 0 || names.Any(Guardrails.Contains), Remark.Guardrails),
            (extras.ObjectPermissionId is not null, Remark.ObjectPermissions));
    }

    /// <summary>Budgets with windows of their own, each of which holds. What is spent of them is not told, but of the key as a whole.</summary>
    internal static IReadOnlyList<LiteLlmAllowance> WindowsOf(LiteLlmExtras extras)
    {
        using var parsed = Parse(extras.BudgetLimits);
        return parsed?.RootElement.ValueKind == JsonValueKind.Array
            ? [.. parsed.RootElement.EnumerateArray().Select(WindowOf).OfType<LiteLlmAllowance>()]
            : [];
    }

    private static LiteLlmAllowance? WindowOf(JsonElement window) =>
        window.ValueKind == JsonValueKind.Object && Property(window, "max_budget") is { ValueKind: JsonValueKind.Number } max
            ? new LiteLlmAllowance
            {
                MaxBudget = max.GetDouble(),
                BudgetDuration = Property(window, "budget_duration") is { ValueKind: JsonValueKind.String } duration ? duration.GetString() : null,
            }
            : null;

    private static Remark[] Where(params ReadOnlySpan<(bool Holds, Remark Remark)> cases)
    {
        var remarks = new List<Remark>();
        foreach (var (holds, remark) in cases)
        {
            if (holds)
            {
                remarks.Add(remark);
            }
        }

        return [.. remarks];
    }

    private static JsonElement? Property(JsonElement element, string name) => element.TryGetProperty(name, out var property) ? property : null;

    private static bool IsFilled(string? json)
    {
        using var parsed = Parse(json);
        return NamesOf(parsed).Count > 0;
    }

    private static HashSet<string> NamesOf(JsonDocument? parsed) => parsed?.RootElement.ValueKind == JsonValueKind.Object
        ? [.. parsed.RootElement.EnumerateObject().Where(property => !IsEmpty(property.Value)).Select(property => property.Name)]
        : [];

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        _ => false,
    };

    private static JsonDocument? Parse(string? json)
    {
        try
        {
            return string.IsNullOrEmpty(json) || json == "{}" ? null : JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
