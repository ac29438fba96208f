using System.Text.Json;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>The members of a request body, read one after another.</summary>
internal ref struct CallMembers(int bodyStart)
{
    private const string NoTools = "[]";

    private readonly int _bodyStart = bodyStart;
    private RemovalList _removals;
    private ControlMembers _controls;
    private string? _model;
    private Range _modelValue;
    private bool? _stream;
    private StreamUsage? _usage;
    private Range? _prompt;
    private PromptShape _shape;
    private Range? _cache;
    private AnswerBound _bound;
    private bool _hasTools;

    /// <summary>Reads a member; the reader stands on its name, and afterwards on the end of its value.</summary>
    /// <returns>What is wrong with it; null: nothing.</returns>
    public Error? Read(ref JsonWalker json)
    {
        var nameStart = json.TokenStartIndex;
        _removals.MeetMember(nameStart);
        var (fault, isForUs) = ReadValue(ref json);
        if (isForUs)
        {
            _removals.Remove(nameStart, json.BytesConsumed);
        }
        else
        {
            _removals.Keep(json.BytesConsumed);
        }

        return fault;
    }

    /// <summary>What was read.</summary>
    public readonly Result<CallFields> ToFields() => string.IsNullOrEmpty(_model)
        ? GatewayErrors.ModelMissing
        : new CallFields(_model, _modelValue, _stream ?? false, _bodyStart, _usage ?? default)
        {
            Controls = _controls.ToControls(),
            Removals = _removals.ToRanges(),
            Prompt = _prompt,
            Shape = _shape,
            Cache = _cache,
            Bound = _bound,
            HasTools = _hasTools,
        };

    // Nearly all members are none of ours; their length tells most of them apart without a comparison.
    private (Error? Fault, bool IsForUs) ReadValue(ref JsonWalker json)
    {
        switch (json.ValueIsEscaped ? 0 : json.ValueSpan.Length)
        {
            case 5 when json.ValueTextEquals("model"u8):
                return (ReadModel(ref json), false);
            case 5 when json.ValueTextEquals("tools"u8):
                var tools = SkipPrompt(ref json);
                _hasTools = json.TokenType == JsonTokenType.EndArray && tools.End.Value - tools.Start.Value > NoTools.Length;
                return (null, false);
            case 5 when json.ValueTextEquals("input"u8):
            case 6 when json.ValueTextEquals("prompt"u8):
                NotePrompt(ReadPrompts(ref json));
                return (null, false);
            case 8 when json.ValueTextEquals("messages"u8):
                NotePrompt(SkipPrompt(ref json));
                return (null, false);
            case 10 when json.ValueTextEquals("logit_bias"u8):
                // A table of tokens by number; the model does not read it.
                Skip(ref json);
                return (null, false);
            case 5 when json.ValueTextEquals("cache"u8):
                var isTwice = _cache is not null;
                _cache = Skip(ref json);
                return (isTwice ? GatewayErrors.FieldTwice with { Field = "cache" } : null, true);
            case 6 when json.ValueTextEquals("stream"u8):
                return (ReadStream(ref json), false);
            case 14 when json.ValueTextEquals("stream_options"u8):
                return (ReadStreamOptions(ref json), false);
            case 1 when json.ValueTextEquals("n"u8):
            case 7 when json.ValueTextEquals("best_of"u8):
                _bound = _bound.WithChoices(ref json);
                return (null, false);
            case 10 when json.ValueTextEquals("max_tokens"u8):
            case 17 when json.ValueTextEquals("max_output_tokens"u8):
            case 21 when json.ValueTextEquals("max_completion_tokens"u8):
                _bound = _bound.WithTokens(ref json);
                return (null, false);
            case 0:
                return ReadEscaped(ref json);
            default:
                if (_controls.TryRead(ref json, out var fault, out var isForUs))
                {
                    return (fault, isForUs);
                }

                SkipPrompt(ref json);
                return (null, false);
        }
    }

    /// <summary>A name with escapes in it: only those that decide what we and the model server do must not be read past.</summary>
    private (Error? Fault, bool IsForUs) ReadEscaped(ref JsonWalker json)
    {
        if (json.ValueTextEquals("model"u8))
        {
            return (ReadModel(ref json), false);
        }

        if (json.ValueTextEquals("stream"u8))
        {
            return (ReadStream(ref json), false);
        }

        if (json.ValueTextEquals("stream_options"u8))
        {
            return (ReadStreamOptions(ref json), false);
        }

        if (json.ValueTextEquals("max_tokens"u8) || json.ValueTextEquals("max_output_tokens"u8) || json.ValueTextEquals("max_completion_tokens"u8))
        {
            _bound = _bound.WithTokens(ref json);
            return (null, false);
        }

        if (json.ValueTextEquals("n"u8) || json.ValueTextEquals("best_of"u8))
        {
            _bound = _bound.WithChoices(ref json);
            return (null, false);
        }

        if (json.ValueTextEquals("prompt"u8) || json.ValueTextEquals("input"u8))
        {
            ReadPrompts(ref json);
            return (null, false);
        }

        SkipPrompt(ref json);
        return (null, false);
    }

    private void NotePrompt(Range prompt) => _prompt = _prompt is { } other && LengthOf(other) > LengthOf(prompt) ? other : prompt;

    private Error? ReadModel(ref JsonWalker json)
    {
        if (_model is not null)
        {
            return GatewayErrors.FieldTwice with { Field = "model" };
        }

        json.Read();
        if (json.TokenType is not JsonTokenType.String)
        {
            return (json.TokenType == JsonTokenType.Null ? GatewayErrors.ModelMissing : GatewayErrors.FieldWrongType) with { Field = "model" };
        }

        _model = json.GetString();
        _modelValue = ValueRange(json);
        return null;
    }

    private Error? ReadStream(ref JsonWalker json)
    {
        if (_stream is not null)
        {
            return GatewayErrors.FieldTwice with { Field = "stream" };
        }

        json.Read();
        if (json.TokenType is not (JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null))
        {
            return GatewayErrors.FieldWrongType with { Field = "stream" };
        }

        _stream = json.TokenType == JsonTokenType.True;
        return null;
    }

    private Error? ReadStreamOptions(ref JsonWalker json)
    {
        if (_usage is not null)
        {
            return GatewayErrors.FieldTwice with { Field = "stream_options" };
        }

        json.Read();
        var read = StreamOptionsReader.Read(ref json);
        _usage = read.IsSuccess ? read.Value : null;
        return read.IsSuccess ? null : read.Error;
    }

    /// <summary>Passes over a value that the model may read.</summary>
    /// <returns>Where it stands.</returns>
    private Range SkipPrompt(ref JsonWalker json)
    {
        var value = Skip(ref json);
        _shape = _shape.With(value);
        return value;
    }

    /// <summary>The same for one that may be a list of prompts.</summary>
    private Range ReadPrompts(ref JsonWalker json)
    {
        json.Read();
        var start = json.TokenStartIndex;
        _shape = _shape.WithList(ref json);
        var value = start..json.BytesConsumed;
        _shape = _shape.With(value);
        return value;
    }

    /// <summary>Passes over a value.</summary>
    /// <returns>Where it stands.</returns>
    private static Range Skip(ref JsonWalker json)
    {
        json.Read();
        var start = json.TokenStartIndex;
        json.Skip();
        return start..json.BytesConsumed;
    }

    private static int LengthOf(Range range) => range.End.Value - range.Start.Value;

    internal static Range ValueRange(in JsonWalker json) => json.TokenStartIndex..json.BytesConsumed;
}
