using System.Collections.Frozen;
using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Catalog.Config;

/// <summary>Reads how often is tried again, and which failures are put up with: policies with a number for each of LiteLLM's error classes.</summary>
internal static class RetryReader
{
    private const int MaxRetries = 100;
    private const int MaxFails = 1_000_000_000;
    private const string DefaultRetries = "DefaultRetries";

    private static readonly FrozenDictionary<string, FailureKind> Kinds = new Dictionary<string, FailureKind>
    {
        ["BadRequestError"] = FailureKind.BadRequest,
        ["ContextWindowExceededError"] = FailureKind.ContextWindow,
        ["ContentPolicyViolationError"] = FailureKind.ContentPolicy,
        ["AuthenticationError"] = FailureKind.Authentication,
        ["NotFoundError"] = FailureKind.NotFound,
        ["RateLimitError"] = FailureKind.RateLimit,
        ["TimeoutError"] = FailureKind.Timeout,
        ["InternalServerError"] = FailureKind.InternalServerError,
        ["ServiceUnavailableError"] = FailureKind.ServiceUnavailable,
        ["BadGatewayError"] = FailureKind.BadGateway,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The retries of all groups.</summary>
    public static RetryRules Read(ConfigSections sections)
    {
        const string Key = "retry_policy";
        var rules = new RetryRules
        {
            Retries = (int?)sections.Holder("num_retries")?.Whole("num_retries", 0, MaxRetries) ?? RetryRules.Default.Retries,
            MinWait = sections.Router?.Seconds("retry_after", mayBeZero: true) ?? RetryRules.Default.MinWait,
        };
        return sections.Router?.Object(Key) is { } policy ? WithPolicy(rules, policy, Key) : rules;
    }

    /// <summary>Groups with retries of their own.</summary>
    public static FrozenDictionary<string, RetryRules> ReadOfGroups(ConfigSections sections, RetryRules common, ModelNames names)
    {
        const string Key = "model_group_retry_policy";
        var found = new Dictionary<string, RetryRules>(StringComparer.Ordinal);
        if (sections.Router?.Object(Key) is { } section)
        {
            foreach (var name in section.Names)
            {
                if (names.Check(name, section.PlaceOf(name), Key) && section.Object(name) is { } policy)
                {
                    found[names.GroupOf(name)] = WithPolicy(common with { RetriesOf = FrozenDictionary<FailureKind, int>.Empty }, policy, Key);
                }
            }
        }

        return found.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>When deployments are left alone.</summary>
    public static CooldownRules ReadCooldown(ConfigSections sections) => new()
    {
        IsOff = sections.Router?.Flag("disable_cooldowns") ?? false,
        Time = sections.Router?.Seconds("cooldown_time", mayBeZero: true) ?? CooldownRules.Default.Time,
        AllowedFails = (int?)sections.Holder("allowed_fails")?.Whole("allowed_fails", 0, MaxFails),
        AllowedFailsOf = sections.Router?.Object("allowed_fails_policy") is { } policy
            ? Policy(policy, "allowed_fails_policy", "AllowedFails", MaxFails)
            : FrozenDictionary<FailureKind, int>.Empty,
    };

    private static RetryRules WithPolicy(RetryRules rules, YamlObject policy, string where)
    {
        var retries = (int?)policy.Whole(DefaultRetries, 0, MaxRetries) ?? rules.Retries;
        return rules with { Retries = retries, RetriesOf = Policy(policy, where, "Retries", MaxRetries) };
    }

    private static FrozenDictionary<FailureKind, int> Policy(YamlObject policy, string where, string suffix, int most)
    {
        var found = new Dictionary<FailureKind, int>();
        foreach (var (name, kind) in Kinds)
        {
            if (policy.Whole(name + suffix, 0, most) is { } number)
            {
                found[kind] = (int)number;
            }
        }

        // LiteLLM counts a server that cannot be reached, or breaks off, as one that failed.
        if (found.TryGetValue(FailureKind.InternalServerError, out var failed))
        {
            found.TryAdd(FailureKind.Unreachable, failed);
            found.TryAdd(FailureKind.BadGateway, failed);
        }

        policy.ReportLeftOver(where, _ => false);
        return found.ToFrozenDictionary();
    }
}
