using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AkashChat.Application.Keys.Backend;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Infrastructure.Gateway.LiteLlm;

/// <summary>Says our keys in LiteLLM's words, and back.</summary>
internal static partial class LiteLlmKeys
{
    // A key without models may call all; one that may call none has this name for a model.
    private const string NoModel = "no-default-models";
    private const string Month = "1mo";
    private const string Own = "akashchat";

    [GeneratedRegex("^akashchat-([0-9A-Za-z]{10})-[0-9a-f]{8}$", RegexOptions.CultureInvariant)]
    private static partial Regex Alias();

    /// <summary>The alias of a secret: aliases are unique at the proxy, and a rotated key has two secrets for a while.</summary>
    internal static string AliasOf(ApiKeyId id, string hash) => $"akashchat-{id.Value}-{hash.AsSpan(0, 8)}";

    /// <summary>A new key there.</summary>
    internal static NewKey ToNew(BackendKey key, KeySecret secret, decimal? spent, DateTimeOffset now) => new()
    {
        Key = secret.Reveal(),
        KeyAlias = AliasOf(key.Id, secret.Hash),
        UserId = key.UserId.ToString(),
        Duration = DurationTo(key.Secrets[0].EndsAt, now),
        Spend = spent,
        Metadata = MetadataOf(key, null),
        TeamId = key.TeamId,
        Models = ModelsOf(key.Limits),
        MaxParallelRequests = key.Limits.ParallelRequests,
        RpmLimit = key.Limits.RequestsPerMinute,
        TpmLimit = key.Limits.TokensPerMinute,
        MaxBudget = key.Limits.BudgetMicroUsd / 1_000_000m,
        BudgetDuration = key.Limits.BudgetMicroUsd is null ? null : Month,
    };

    /// <summary>The change that makes a row what it is to be.</summary>
    internal static KeyChange ToChange(BackendKey key, BackendSecret secret, KeyRow row, JsonElement? duration) => new()
    {
        Key = secret.Hash,
        Duration = duration,
        Metadata = MetadataOf(key, row.Metadata),
        TeamId = key.TeamId,
        Models = ModelsOf(key.Limits),
        MaxParallelRequests = key.Limits.ParallelRequests,
        RpmLimit = key.Limits.RequestsPerMinute,
        TpmLimit = key.Limits.TokensPerMinute,
        MaxBudget = key.Limits.BudgetMicroUsd / 1_000_000m,
        BudgetDuration = key.Limits.BudgetMicroUsd is null ? null : Month,
    };

    /// <summary>A row in our words.</summary>
    internal static BackendRecord ToRecord(KeyRow row, string hash) => new()
    {
        Hash = hash,
        KeyId = row.KeyAlias is { } alias && Alias().Match(alias) is { Success: true } match ? new ApiKeyId(match.Groups[1].Value) : null,
        UserId = Guid.TryParse(row.UserId, out var userId) ? new UserId(userId) : null,
        TeamId = row.TeamId,
        Name = row.Metadata?[Own] is JsonObject own && own.TryGetPropertyValue("name", out var name) && name is JsonValue text && text.TryGetValue<string>(out var called) ? called : null,
        Preview = row.KeyName,
        Limits = new KeyLimits
        {
            ParallelRequests = row.MaxParallelRequests,
            RequestsPerMinute = ToInt(row.RpmLimit),
            TokensPerMinute = ToInt(row.TpmLimit),

            // A budget of another window is none of ours; it differs, and is replaced.
            BudgetMicroUsd = row.BudgetDuration == Month ? ToMicroUsd(row.MaxBudget) : row.MaxBudget is null ? null : 0,
            Models = row.Models is null or [] ? null : row.Models is [NoModel] ? [] : row.Models,
        },
        IsBlocked = row.Blocked == true,
        ExpiresAt = row.Expires,
        CreatedAt = row.CreatedAt,
        LastUsedAt = row.LastActive,
    };

    /// <summary>A lifetime in whole seconds, never shorter than the way to the end; null: without end.</summary>
    internal static string? DurationTo(DateTimeOffset? end, DateTimeOffset now) =>
        end is { } known ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (long)Math.Ceiling((known - now).TotalSeconds))}s") : null;

    /// <summary>What we write beside a user.</summary>
    internal static JsonObject MetadataOf(Tier tier) => new() { [Own] = new JsonObject { ["tier"] = tier.ToString().ToLowerInvariant() } };

    // What others have written beside a key stays.
    private static JsonObject MetadataOf(BackendKey key, JsonObject? stored)
    {
        var metadata = stored?.DeepClone().AsObject() ?? [];
        metadata[Own] = new JsonObject { ["key"] = key.Id.Value, ["name"] = key.Name };
        return metadata;
    }

    private static IReadOnlyList<string> ModelsOf(KeyLimits limits) => limits.Models is null ? [] : limits.Models is [] ? [NoModel] : limits.Models;

    // Others' keys may have any number.
    private static long? ToMicroUsd(decimal? usd) => usd is { } known ? (long)(Math.Clamp(known, 0, 1_000_000_000_000m) * 1_000_000m) : null;

    private static int? ToInt(long? value) => value is { } known ? (int)Math.Clamp(known, int.MinValue, int.MaxValue) : null;
}
