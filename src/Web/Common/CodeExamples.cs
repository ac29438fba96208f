using System.Text.Json;
using AkashChat.Application.Catalog.ListModels;

namespace AkashChat.Web.Common;

/// <summary>Requests to copy and run, written for one base address, key and model.</summary>
/// <param name="BaseUrl">The base address of the API, ending in <c>/v1</c>.</param>
/// <param name="ApiKey">The key, or a word that stands for it.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Title">Tells the groups of examples on one page apart; it also makes their ids.</param>
public sealed record CodeExamples(string BaseUrl, string ApiKey, string Model, string Title = "First request")
{
    /// <summary>What stands for the key where none is known.</summary>
    public const string KeyPlaceholder = "YOUR_KEY";

    /// <summary>What stands for the model while none is on offer.</summary>
    public const string ModelPlaceholder = "MODEL_NAME";

    /// <summary>What stands before the ids of the elements.</summary>
    public string IdPrefix => Title.ToLowerInvariant().Replace(' ', '-');

    /// <summary>The chat request for a Unix shell.</summary>
    public string Curl => $$"""
        curl {{BaseUrl}}/chat/completions \
          -H "Authorization: Bearer {{ApiKey}}" \
          -H "Content-Type: application/json" \
          -d '{
            "model": {{ShellModel}},
            "messages": [{"role": "user", "content": "Hello!"}]
          }'
        """;

    /// <summary>The chat request with Python's <c>openai</c> package.</summary>
    public string Python => $"""
        # pip install openai
        from openai import OpenAI

        client = OpenAI(
            base_url="{BaseUrl}",
            api_key="{ApiKey}",
        )

        answer = client.chat.completions.create(
            model={QuotedModel},
            messages=[{"{"}"role": "user", "content": "Hello!"{"}"}],
        )
        print(answer.choices[0].message.content)
        """;

    /// <summary>The chat request with the <c>openai</c> package of npm.</summary>
    public string JavaScript => $$"""
        // npm install openai
        import OpenAI from "openai";

        const client = new OpenAI({
          baseURL: "{{BaseUrl}}",
          apiKey: "{{ApiKey}}",
        });

        const answer = await client.chat.completions.create({
          model: {{QuotedModel}},
          messages: [{ role: "user", content: "Hello!" }],
        });
        console.log(answer.choices[0].message.content);
        """;

    /// <summary>The model's name as a string in JSON, Python and JavaScript alike.</summary>
    public string QuotedModel => JsonSerializer.Serialize(Model, QuoteOptions);

    // Within single quotes a shell takes everything literally but the quote itself.
    private string ShellModel => QuotedModel.Replace("'", "'\\''", StringComparison.Ordinal);

    private static readonly JsonSerializerOptions QuoteOptions = new()
    {
        // The page encodes for HTML; encoding for it here as well would put \u0026 into a name that people are to read.
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The model that examples of chat use: the first that can, rather a real one than the demo.</summary>
    public static string ChatModelOf(IReadOnlyList<ModelView> models) => NameOf(models, "chat") ?? ModelPlaceholder;

    /// <summary>The model that examples of embeddings use.</summary>
    /// <returns>Null if none is on offer.</returns>
    public static string? EmbeddingModelOf(IReadOnlyList<ModelView> models) => NameOf(models, "embedding");

    // A model whose use is not stated is taken for a chat model, as most are. The demo answers everything, but comes last.
    private static string? NameOf(IReadOnlyList<ModelView> models, string mode) =>
        models.Where(model => model.IsDemo || model.Mode == mode || (model.Mode is null && mode == "chat"))
            .OrderBy(model => model.IsDemo)
            .FirstOrDefault()?.Name;
}
