using System.Globalization;
using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>The proxy's tables. Whoever reads or changes them holds <see cref="Lock"/>.</summary>
internal sealed class ProxyState
{
    /// <summary>Whom the master key stands for.</summary>
    public const string AdminUserId = "default_user_id";

    public Lock Lock { get; } = new();

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public Dialect Dialect { get; init; }

    public string MasterKey { get; init; } = "";

    /// <summary>Key rows by hash, in the order of their making.</summary>
    public OrderedDictionary<string, JsonObject> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>Rows of keys that are gone.</summary>
    public Dictionary<string, JsonObject> DeletedKeys { get; } = new(StringComparer.Ordinal);

    public OrderedDictionary<string, JsonObject> Users { get; } = new(StringComparer.Ordinal);

    public OrderedDictionary<string, JsonObject> Teams { get; } = new(StringComparer.Ordinal);

    public List<JsonObject> SpendLogs { get; } = [];

    public List<DailyRow> Daily { get; } = [];

    public IReadOnlyList<ProxyModel> Models { get; set; } = ProxyModel.Usual;

    public bool IsOld => Dialect == Dialect.Old;

    public string Version => IsOld ? "1.80.0" : "1.95.0";

    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>A moment as this generation writes it.</summary>
    public string Write(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString(IsOld ? "yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'" : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    public ProxyModel? FindModel(string? name) => Models.FirstOrDefault(model => model.Name == name);

    public IEnumerable<JsonObject> KeysOfUser(string userId) => Keys.Values.Where(key => key.Text("user_id") == userId);

    public IEnumerable<JsonObject> KeysOfTeam(string teamId) => Keys.Values.Where(key => key.Text("team_id") == teamId);

    public JsonObject? FindUser(string? id) => id is null ? null : Users.GetValueOrDefault(id);

    public JsonObject? FindTeam(string? id) => id is null ? null : Teams.GetValueOrDefault(id);

    public JsonObject? FindKey(string keyOrHash) => Keys.GetValueOrDefault(KeyText.Resolve(keyOrHash));

    public bool RemoveKey(string hash)
    {
        if (!Keys.Remove(hash, out var row))
        {
            return false;
        }

        DeletedKeys[hash] = row;
        return true;
    }

    /// <summary>Takes a user out, with the keys and the places in teams.</summary>
    public bool RemoveUser(string userId)
    {
        foreach (var hash in KeysOfUser(userId).Select(key => key.Text("token")!).ToList())
        {
            RemoveKey(hash);
        }

        foreach (var team in Teams.Values)
        {
            Members.Remove(team, userId);
        }

        return Users.Remove(userId);
    }

    /// <summary>Takes a team out, with its keys and the marks at its members.</summary>
    public JsonObject? RemoveTeam(string teamId)
    {
        if (!Teams.Remove(teamId, out var row))
        {
            return null;
        }

        foreach (var hash in KeysOfTeam(teamId).Select(key => key.Text("token")!).ToList())
        {
            RemoveKey(hash);
        }

        foreach (var user in Users.Values)
        {
            user["teams"] = Json.Array(user.Texts("teams").Where(team => team != teamId));
        }

        return row;
    }
}

/// <summary>A sum of one day, key and model.</summary>
internal sealed record DailyRow(DateOnly Day, string KeyHash, string? UserId, string? TeamId, string Model)
{
    public double Spend { get; set; }

    public long PromptTokens { get; set; }

    public long CompletionTokens { get; set; }

    public long Successes { get; set; }

    public long Failures { get; set; }
}
