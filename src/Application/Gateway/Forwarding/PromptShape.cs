using System.Text.Json;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>How much of a request is for the model to read. Whatever is not known to be something else counts: tools, schemas and instructions become a part of the prompt.</summary>
/// <param name="Bytes">The length of all such values.</param>
/// <param name="Prompts">How many prompts a list of them has (<c>prompt</c> and <c>input</c> may be lists); 0: there is no list.</param>
/// <param name="Numbers">How many tokens stand in such a list as numbers.</param>
/// <param name="NumberBytes">The share that those have of the length, with what parts them.</param>
public readonly record struct PromptShape(long Bytes, int Prompts, long Numbers, long NumberBytes)
{
    /// <summary>The same with one more value.</summary>
    internal PromptShape With(Range value) => this with { Bytes = Bytes + value.End.Value - value.Start.Value };

    /// <summary>The same with what is in a value that may be a list of prompts; the reader stands on its first token, and afterwards on its last.</summary>
    internal PromptShape WithList(ref JsonWalker json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return this;
        }

        // Texts, lists of tokens, or the tokens of one prompt.
        var (prompts, own, shape) = (0, 0, this);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.Number)
            {
                (shape, own) = (shape.WithNumber(json), 1);
                continue;
            }

            prompts++;
            if (json.TokenType == JsonTokenType.StartArray)
            {
                shape = shape.WithNumbers(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        return shape with { Prompts = Math.Max(Prompts, prompts + own) };
    }

    private PromptShape WithNumbers(ref JsonWalker json)
    {
        var shape = this;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.Number)
            {
                shape = shape.WithNumber(json);
            }
            else
            {
                json.Skip();
            }
        }

        return shape;
    }

    // With the comma or the bracket behind it.
    private PromptShape WithNumber(in JsonWalker json) => this with { Numbers = Numbers + 1, NumberBytes = NumberBytes + json.ValueSpan.Length + 1 };
}
