using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>Changes at the proxy that its clients did not ask for: another administrator, a repair by hand, a restored backup.</summary>
public static class BehindTheBack
{
    /// <summary>Adds a key.</summary>
    /// <param name="server">The proxy.</param>
    /// <param name="key">Its text; null: a new one.</param>
    /// <param name="alias">Its alias.</param>
    /// <param name="userId">Its owner, who need not exist.</param>
    /// <param name="teamId">Its team, which need not exist.</param>
    /// <param name="fields">More columns.</param>
    /// <returns>The key's text.</returns>
    public static string AddKey(
        this LiteLlmServer server, string? key = null, string? alias = null, string? userId = null, string? teamId = null, JsonObject? fields = null)
    {
        var plain = key ?? KeyText.New();
        lock (server.State.Lock)
        {
            var row = Rows.NewKey(server.State, plain);
            row["key_alias"] = alias;
            row["user_id"] = userId;
            row["team_id"] = teamId;
            Set(row, fields);
            server.State.Keys[row.Text("token")!] = row;
        }

        return plain;
    }

    /// <summary>Adds a user.</summary>
    public static void AddUser(this LiteLlmServer server, string id, JsonObject? fields = null)
    {
        lock (server.State.Lock)
        {
            var row = Rows.NewUser(server.State, id);
            Set(row, fields);
            server.State.Users[id] = row;
        }
    }

    /// <summary>Adds a team.</summary>
    public static void AddTeam(this LiteLlmServer server, string id, JsonObject? fields = null)
    {
        lock (server.State.Lock)
        {
            var row = Rows.NewTeam(server.State, id);
            Set(row, fields);
            server.State.Teams[id] = row;
        }
    }

    /// <summary>Takes a key out.</summary>
    public static bool RemoveKey(this LiteLlmServer server, string hash)
    {
        lock (server.State.Lock)
        {
            return server.State.RemoveKey(hash);
        }
    }

    /// <summary>Blocks a key, or lets it live again.</summary>
    public static void BlockKey(this LiteLlmServer server, string hash, bool isBlocked = true) =>
        server.ChangeKey(hash, new JsonObject { ["blocked"] = isBlocked });

    /// <summary>Sets columns of a key, named as in the contract.</summary>
    public static void ChangeKey(this LiteLlmServer server, string hash, JsonObject fields)
    {
        lock (server.State.Lock)
        {
            Set(server.State.Keys[hash], fields);
        }
    }

    /// <summary>Takes a user out, with the keys.</summary>
    public static bool RemoveUser(this LiteLlmServer server, string id)
    {
        lock (server.State.Lock)
        {
            return server.State.RemoveUser(id);
        }
    }

    /// <summary>Takes a team out, with its keys.</summary>
    public static bool RemoveTeam(this LiteLlmServer server, string id)
    {
        lock (server.State.Lock)
        {
            return server.State.RemoveTeam(id) is not null;
        }
    }

    /// <summary>Forgets everything: another database.</summary>
    public static void Forget(this LiteLlmServer server)
    {
        lock (server.State.Lock)
        {
            server.State.Keys.Clear();
            server.State.DeletedKeys.Clear();
            server.State.Users.Clear();
            server.State.Teams.Clear();
            server.State.Daily.Clear();
            server.State.SpendLogs.Clear();
        }
    }

    /// <summary>Books a use of a key on a day; half of the tokens count as the prompt's.</summary>
    public static void AddSpend(this LiteLlmServer server, string hash, string model, DateOnly day, long tokens, double cost)
    {
        var state = server.State;
        lock (state.Lock)
        {
            var caller = new Caller(state.Keys[hash], "internal_user");
            Booking.AddSpend(state, caller, cost);
            var row = Booking.Day(state, day, caller, model);
            row.Spend += cost;
            row.PromptTokens += tokens / 2;
            row.CompletionTokens += tokens - (tokens / 2);
            row.Successes++;
        }
    }

    private static void Set(JsonObject row, JsonObject? fields)
    {
        foreach (var (name, value) in fields ?? [])
        {
            row[name] = value?.DeepClone();
        }
    }
}
