using System.Text.Json;

namespace AkashChat.Application.Usage.TakeOver;

/// <summary>What the proxy keeps as JSON beside a key: little of it can be taken over, and the rest is told.</summary>
internal static class Leftovers
{
    private static readonly string[] ModelLimits = ["model_rpm_limit", "model_tpm_limit"];
    private static readonly string[] Guardrails = ["guardrails", "policies", "enforced_params"];

    /// <summary>What stays behind.</summary>
    internal static IEnumerable<Remark> Of(LiteLlmKey key)
    {
        using var metadata = Parse(key.Metadata);
        var names = NamesOf(metadata);
        var remarks = new List<Remark>();
        AddIf(IsFilled(key.ModelMaxBudget) || names.Any(ModelLimits.Contains), Remark.ModelLimits);
        AddIf(key.Policies.Count > 0 || names.Any(Guardrails.Contains), Remark.Guardrails);
        AddIf(names.Contains("temp_budget_increase"), Remark.RaisedBudget);
        AddIf(IsFilled(key.Aliases), Remark.Aliases);
        AddIf(key.IsRotated, Remark.Rotation);
        AddIf(names.Count > 0, Remark.Metadata);
        return remarks;

        void AddIf(bool holds, Remark remark)
        {
            if (holds)
            {
                remarks.Add(remark);
            }
        }
    }

    /// <summary>Budgets with windows of their own, each of which holds. What is spent of them is not told, but of the key as a whole.</summary>
    internal static IReadOnlyList<LiteLlmAllowance> WindowsOf(LiteLlmKey key)
    {
        using var parsed = Parse(key.BudgetLimits);
        return parsed?.RootElement.ValueKind == JsonValueKind.Array
            ? [.. parsed.RootElement.EnumerateArray().Where(window => window.ValueKind == JsonValueKind.Object).Select(window => new LiteLlmAllowance
            {
                MaxBudget = Property(window, "max_budget") is { ValueKind: JsonValueKind.Number } max ? max.GetDouble() : null,
                BudgetDuration = Property(window, "budget_duration") is { ValueKind: JsonValueKind.String } duration ? duration.GetString() : null,
            })]
            : [];
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
