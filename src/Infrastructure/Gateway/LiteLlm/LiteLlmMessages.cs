using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace AkashChat.Infrastructure.Gateway.LiteLlm;

/// <summary>A new user. No address and no name: the proxy needs neither.</summary>
internal sealed record NewUser(string UserId, string UserRole, IReadOnlyList<string> Teams, JsonObject Metadata)
{
    /// <summary>LiteLLM would make a key of its own.</summary>
    public bool AutoCreateKey { get; init; }
}

internal sealed record UserCreated(string? UserId);

/// <summary>A user, as <c>/user/info</c> tells; an unknown one is 404, or in some versions an answer without the row.</summary>
internal sealed record UserFound(string? UserId, JsonObject? UserInfo);

internal sealed record UserChange(string UserId, IReadOnlyList<string> Teams, JsonObject Metadata);

internal sealed record UsersToDelete(IReadOnlyList<string> UserIds);

/// <summary>The limits of a key; null is sent too, because it clears one.</summary>
internal record KeySettings
{
    public required string TeamId { get; init; }

    /// <summary>Empty: all.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? MaxParallelRequests { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long? RpmLimit { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public long? TpmLimit { get; init; }

    /// <summary>In US dollars.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public decimal? MaxBudget { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? BudgetDuration { get; init; }
}

/// <summary>A key with a secret that we made.</summary>
internal sealed record NewKey : KeySettings
{
    public required string Key { get; init; }

    public required string KeyAlias { get; init; }

    public required string UserId { get; init; }

    /// <summary>Absent: never ends.</summary>
    public string? Duration { get; init; }

    public required JsonObject Metadata { get; init; }

    /// <summary>What was spent of the budget already, in US dollars.</summary>
    public decimal? Spend { get; init; }
}

/// <summary>A change of a key: what is absent stays.</summary>
internal sealed record KeyChange : KeySettings
{
    /// <summary>The hash.</summary>
    public required string Key { get; init; }

    /// <summary>Absent: the end stays.</summary>
    public JsonElement? Duration { get; init; }

    /// <summary>Replaces what is stored.</summary>
    public required JsonObject Metadata { get; init; }
}

internal sealed record KeysToDelete(IReadOnlyList<string> Keys);

/// <summary>What was deleted, in the form in which it was named.</summary>
internal sealed record KeysDeleted(IReadOnlyList<string>? DeletedKeys);

internal sealed record KeyToBlock(string Key);

internal sealed record KeyFound(string? Key, KeyRow? Info);

internal sealed record KeyPage(IReadOnlyList<KeyRow>? Keys, int? TotalPages);

/// <summary>A row of a key.</summary>
internal sealed record KeyRow
{
    /// <summary>The hash; not in <c>/key/info</c>.</summary>
    public string? Token { get; init; }

    public string? KeyName { get; init; }

    public string? KeyAlias { get; init; }

    public string? UserId { get; init; }

    public string? TeamId { get; init; }

    public IReadOnlyList<string>? Models { get; init; }

    public int? MaxParallelRequests { get; init; }

    public long? RpmLimit { get; init; }

    public long? TpmLimit { get; init; }

    public decimal? MaxBudget { get; init; }

    public string? BudgetDuration { get; init; }

    public decimal? Spend { get; init; }

    [JsonConverter(typeof(LiteLlmTime))]
    public DateTimeOffset? Expires { get; init; }

    public bool? Blocked { get; init; }

    public JsonObject? Metadata { get; init; }

    [JsonConverter(typeof(LiteLlmTime))]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Absent in older versions.</summary>
    [JsonConverter(typeof(LiteLlmTime))]
    public DateTimeOffset? LastActive { get; init; }
}

internal sealed record NewTeam(string TeamId, string TeamAlias, IReadOnlyList<string>? Models);

internal sealed record TeamRow(string? TeamId, IReadOnlyList<string>? Models, bool? Blocked);

internal sealed record TeamFound(string? TeamId, TeamRow? TeamInfo);

internal sealed record TeamChanged(string? TeamId);

internal sealed record ModelInfos(IReadOnlyList<ModelInfo>? Data);

internal sealed record ModelInfo(string? ModelName, [property: JsonPropertyName("model_info")] ModelDetails? Details);

internal sealed record ModelDetails(string? Mode);

internal sealed record ModelNames(IReadOnlyList<ModelId>? Data);

internal sealed record ModelId(string? Id);

/// <summary>The long form of older versions has more in it.</summary>
internal sealed record Readiness(string? Status, string? Db);

/// <summary>Reads and writes the messages without reflection, and without minding fields that it does not know.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(NewUser))]
[JsonSerializable(typeof(UserCreated))]
[JsonSerializable(typeof(UserFound))]
[JsonSerializable(typeof(UserChange))]
[JsonSerializable(typeof(UsersToDelete))]
[JsonSerializable(typeof(NewKey))]
[JsonSerializable(typeof(KeyChange))]
[JsonSerializable(typeof(KeysToDelete))]
[JsonSerializable(typeof(KeysDeleted))]
[JsonSerializable(typeof(KeyToBlock))]
[JsonSerializable(typeof(KeyFound))]
[JsonSerializable(typeof(KeyPage))]
[JsonSerializable(typeof(KeyRow))]
[JsonSerializable(typeof(NewTeam))]
[JsonSerializable(typeof(TeamRow))]
[JsonSerializable(typeof(TeamFound))]
[JsonSerializable(typeof(TeamChanged))]
[JsonSerializable(typeof(ModelInfos))]
[JsonSerializable(typeof(ModelNames))]
[JsonSerializable(typeof(Readiness))]
[JsonSerializable(typeof(DailyActivity))]
[JsonSerializable(typeof(SpendPage))]
[JsonSerializable(typeof(List<SpendRow>))]
internal sealed partial class LiteLlmJson : JsonSerializerContext;
