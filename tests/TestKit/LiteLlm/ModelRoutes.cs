using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>What is on offer, as far as the caller may use it.</summary>
internal static class ModelRoutes
{
    public static Answer List(Call call)
    {
        if (call.State.IsOld)
        {
            Budgets.Demand(call);
        }

        return Answer.Of(new JsonObject { ["data"] = Json.Array(Visible(call).Select(Entry)), ["object"] = "list" });
    }

    /// <summary>One entry; the name may hold slashes.</summary>
    public static Answer One(Call call, string name) => Visible(call).FirstOrDefault(model => model.Name == name) is { } model
        ? Answer.Of(Entry(model))
        : Envelopes.ErrorAnswer(404, "not_found_error", $"The model `{name}` does not exist", "model_id");

    public static Answer Info(Call call)
    {
        var models = Visible(call);
        if (call.Query("litellm_model_id") is { } id)
        {
            models = [.. models.Where(model => model.Id == id)];
            if (models.Count == 0)
            {
                throw Envelopes.Detail(400, $"Model id = {id} not found on litellm proxy");
            }
        }

        return Answer.Of(new JsonObject { ["data"] = Json.Array(models.Select(Details)) });
    }

    private static List<ProxyModel> Visible(Call call) => [.. call.State.Models.Where(model => ModelAccess.IsAllowed(call, model.Name))];

    private static JsonObject Entry(ProxyModel model) =>
        new() { ["id"] = model.Name, ["object"] = "model", ["created"] = 1677610602, ["owned_by"] = "openai" };

    private static JsonObject Details(ProxyModel model) => new()
    {
        ["model_name"] = model.Name,
        ["litellm_params"] = new JsonObject
        {
            ["model"] = $"{model.Provider}/{model.Name}",
            ["api_base"] = "http://models.invalid/v1",
            ["use_in_pass_through"] = false,
        },
        ["model_info"] = new JsonObject
        {
            ["id"] = model.Id,
            ["db_model"] = false,
            ["mode"] = model.Mode,
            ["key"] = model.Name,
            ["max_tokens"] = model.MaxOutputTokens,
            ["max_input_tokens"] = model.MaxInputTokens,
            ["max_output_tokens"] = model.MaxOutputTokens,
            ["input_cost_per_token"] = model.InputPrice,
            ["output_cost_per_token"] = model.OutputPrice,
            ["litellm_provider"] = model.Provider,
            ["supports_vision"] = null,
            ["supports_function_calling"] = true,
        },
    };
}
