using AkashChat.TestKit.Upstream;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>How the models behind the proxy answer.</summary>
public sealed record ModelScript
{
    /// <summary>What a plain answer says.</summary>
    public string Content { get; init; } = "Hello from the model.";

    /// <summary>How many events of a stream carry text, before the one that says why it ends.</summary>
    public int Chunks { get; init; } = 3;

    /// <summary>The text of an event, by its number from 0.</summary>
    public Func<int, string> Text { get; init; } = number => $"word{number} ";

    /// <summary>Asked before a plain answer; in a stream before every event but the first, and before its end.</summary>
    public Gate? Gate { get; init; }

    /// <summary>Breaks the connection off after so many events; null: never.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Sends an error and no <c>[DONE]</c> instead of the next event after so many; null: never.</summary>
    public int? ErrorAfter { get; init; }

    /// <summary>The prompt's tokens, in every answer.</summary>
    public int PromptTokens { get; init; } = 10;

    /// <summary>The answer's tokens, in every answer but embeddings.</summary>
    public int CompletionTokens { get; init; } = 20;
}
