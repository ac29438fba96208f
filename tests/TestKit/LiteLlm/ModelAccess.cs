using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>Which models a caller may use: what key, team and owner allow.</summary>
internal static class ModelAccess
{
    public static bool IsAllowed(Call call, string model) => Holders(call).All(holder => Allows(call, holder.Row, model));

    /// <summary>Refuses a model that is not allowed.</summary>
    public static void Demand(Call call, string model)
    {
        foreach (var (name, row) in Holders(call))
        {
            if (!Allows(call, row, model))
            {
                throw call.State.IsOld
                    ? Envelopes.Error(401, $"{name}_model_access_denied", OldMessage(name, row, model), "model")
                    : Envelopes.Error(
                        403,
                        $"{name}_model_access_denied",
                        $"The requested model '{model}' is not available for this API key, or the model name is invalid. "
                        + "Check the models available to you and try again.",
                        "model");
            }
        }
    }

    private static IEnumerable<(string Name, JsonObject Row)> Holders(Call call)
    {
        if (call.Caller.Key is { } key)
        {
            yield return ("key", key);
        }

        if (call.State.FindTeam(call.Caller.TeamId) is { } team)
        {
            yield return ("team", team);
        }
        else if (call.Caller.Key is not null && call.State.FindUser(call.Caller.UserId) is { } user)
        {
            yield return ("user", user);
        }
    }

    private static bool Allows(Call call, JsonObject row, string model)
    {
        var names = row.Texts("models");
        return names.Count == 0 || names.Any(name => name switch
        {
            "*" or "all-proxy-models" => true,
            "all-team-models" => call.State.FindTeam(call.Caller.TeamId) is not { } team || ReferenceEquals(team, row) || Allows(call, team, model),
            "no-default-models" => false,
            _ => name.EndsWith('*') ? model.StartsWith(name[..^1], StringComparison.Ordinal) : name == model,
        });
    }

    private static string OldMessage(string name, JsonObject row, string model) => name switch
    {
        "key" => "key not allowed to access model. This key can only access models="
            + $"[{string.Join(", ", row.Texts("models").Select(text => $"'{text}'"))}]. Tried to access {model}",
        "team" => $"Team not allowed to access model. Team={row.Text("team_id")}, Model={model}. Allowed team models = "
            + $"[{string.Join(", ", row.Texts("models").Select(text => $"'{text}'"))}]",
        _ => $"User not allowed to access model. User={row.Text("user_id")}, Model={model}",
    };
}
