using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Goes through JSON token by token, as <see cref="Utf8JsonReader"/> does and with the same names, but past long strings fast.</summary>
/// <remarks>
/// From the first escape of a string on, the library's reader looks at each byte; a long prompt is one string full of escapes.
/// This one jumps from escape to escape. It accepts exactly what the other accepts (RFC 8259, no comments, no trailing commas,
/// 512 levels), and leaves it to the other to take texts and fractions apart.
/// </remarks>
/// <param name="json">The whole text. That it is valid UTF-8 within strings is not checked.</param>
internal ref struct JsonWalker(ReadOnlySpan<byte> json)
{
    /// <summary>How deep objects and arrays may stand in each other: tool schemas nest; without bound it would be an attack.</summary>
    internal const int MaxDepth = 512;

    private readonly ReadOnlySpan<byte> _json = json;

    // A bit for each level: whether it is an object. Of the innermost it is known without a look there.
    private Levels _levels;
    private bool _isInObject;
    private int _depth;

    /// <summary>The kind of the token that it stands on.</summary>
    public JsonTokenType TokenType { get; private set; }

    /// <summary>Where that token begins, quotes included.</summary>
    public int TokenStartIndex { get; private set; }

    /// <summary>Where it goes on: behind the token; behind the colon of a name.</summary>
    public int BytesConsumed { get; private set; }

    /// <summary>The token's bytes; of a text, without its quotes.</summary>
    public ReadOnlySpan<byte> ValueSpan { get; private set; }

    /// <summary>Whether the text has escapes in it.</summary>
    public bool ValueIsEscaped { get; private set; }

    /// <summary>Goes to the next token.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public bool Read()
    {
        switch (TokenType)
        {
            case JsonTokenType.None or JsonTokenType.PropertyName:
                ReadValue(Peek());
                return true;
            case JsonTokenType.StartObject:
                ReadNameOrEnd(Peek());
                return true;
            case JsonTokenType.StartArray:
                ReadValueOrEnd(Peek());
                return true;
            default:
                return ReadAfterValue();
        }
    }

    /// <summary>Goes to the end of the value that it stands on, or in front of.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public void Skip()
    {
        if (TokenType == JsonTokenType.PropertyName)
        {
            Read();
        }

        if (TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            var outer = _depth - 1;
            do
            {
                Read();
            }
            while (_depth > outer);
        }
    }

    /// <summary>Whether the text is this one, escapes resolved.</summary>
    public readonly bool ValueTextEquals(ReadOnlySpan<byte> text) =>
        ValueIsEscaped ? ReaderOfText().ValueTextEquals(text) : ValueSpan.SequenceEqual(text);

    /// <summary>The text, escapes resolved.</summary>
    /// <exception cref="InvalidOperationException">It has half of a surrogate pair, or is no UTF-8.</exception>
    public readonly string GetString() =>
        !ValueIsEscaped && Ascii.IsValid(ValueSpan) ? Encoding.ASCII.GetString(ValueSpan) : ReaderOfText().GetString()!;

    /// <summary>The number, if it is a whole one within bounds.</summary>
    public readonly bool TryGetInt64(out long value) => Utf8Parser.TryParse(ValueSpan, out value, out var read) && read == ValueSpan.Length;

    /// <summary>The number, if it is a whole one within bounds.</summary>
    public readonly bool TryGetInt32(out int value) => Utf8Parser.TryParse(ValueSpan, out value, out var read) && read == ValueSpan.Length;

    /// <summary>The number, if it is within bounds.</summary>
    public readonly bool TryGetDouble(out double value)
    {
        var reader = new Utf8JsonReader(ValueSpan);
        reader.Read();
        return reader.TryGetDouble(out value);
    }

    private readonly Utf8JsonReader ReaderOfText()
    {
        var reader = new Utf8JsonReader(_json.Slice(TokenStartIndex, ValueSpan.Length + 2));
        reader.Read();
        return reader;
    }

    private bool ReadAfterValue()
    {
        if (_depth == 0)
        {
            SkipSpace();
            return BytesConsumed == _json.Length ? false : throw NoJson();
        }

        var next = Peek();
        if (next != ',')
        {
            ReadEnd(next, _isInObject);
            return true;
        }

        BytesConsumed++;
        if (_isInObject)
        {
            ReadName(Peek());
        }
        else
        {
            ReadValue(Peek());
        }

        return true;
    }

    private void ReadNameOrEnd(byte next)
    {
        if (next == '}')
        {
            ReadEnd(next, isObject: true);
        }
        else
        {
            ReadName(next);
        }
    }

    private void ReadValueOrEnd(byte next)
    {
        if (next == ']')
        {
            ReadEnd(next, isObject: false);
        }
        else
        {
            ReadValue(next);
        }
    }

    private void ReadName(byte next)
    {
        if (next != '"')
        {
            throw NoJson();
        }

        ReadText(JsonTokenType.PropertyName);
        if (Peek() != ':')
        {
            throw NoJson();
        }

        BytesConsumed++;
    }

    private void ReadValue(byte next)
    {
        switch (next)
        {
            case (byte)'"':
                ReadText(JsonTokenType.String);
                break;
            case (byte)'{':
                ReadStart(JsonTokenType.StartObject);
                break;
            case (byte)'[':
                ReadStart(JsonTokenType.StartArray);
                break;
            case (byte)'t':
                ReadLiteral("true"u8, JsonTokenType.True);
                break;
            case (byte)'f':
                ReadLiteral("false"u8, JsonTokenType.False);
                break;
            case (byte)'n':
                ReadLiteral("null"u8, JsonTokenType.Null);
                break;
            default:
                Take(JsonTokenType.Number, JsonTokens.NumberLength(_json[BytesConsumed..]));
                break;
        }
    }

    private void ReadStart(JsonTokenType type)
    {
        if (_depth == MaxDepth)
        {
            throw NoJson();
        }

        _depth++;
        var bit = 1UL << (_depth & 63);
        ref var level = ref _levels[_depth >> 6];
        _isInObject = type == JsonTokenType.StartObject;
        level = _isInObject ? level | bit : level & ~bit;
        Take(type, 1);
    }

    private void ReadEnd(byte next, bool isObject)
    {
        if (next != (isObject ? '}' : ']'))
        {
            throw NoJson();
        }

        _depth--;
        _isInObject = (_levels[_depth >> 6] >> (_depth & 63) & 1) != 0;
        Take(isObject ? JsonTokenType.EndObject : JsonTokenType.EndArray, 1);
    }

    private void ReadLiteral(ReadOnlySpan<byte> literal, JsonTokenType type)
    {
        if (!_json[BytesConsumed..].StartsWith(literal))
        {
            throw NoJson();
        }

        Take(type, literal.Length);
    }

    private void ReadText(JsonTokenType type)
    {
        var length = JsonTokens.TextLength(_json[BytesConsumed..], out var isEscaped);
        (TokenStartIndex, TokenType, ValueIsEscaped) = (BytesConsumed, type, isEscaped);
        ValueSpan = _json.Slice(BytesConsumed + 1, length - 2);
        BytesConsumed += length;
    }

    private void Take(JsonTokenType type, int length)
    {
        (TokenStartIndex, TokenType, ValueIsEscaped) = (BytesConsumed, type, false);
        ValueSpan = _json.Slice(BytesConsumed, length);
        BytesConsumed += length;
    }

    /// <summary>The next byte that is not space.</summary>
    private byte Peek()
    {
        // Most JSON is written without space, and whatever is above it is none.
        if (BytesConsumed < _json.Length && _json[BytesConsumed] is > (byte)' ' and var next)
        {
            return next;
        }

        SkipSpace();
        return BytesConsumed < _json.Length ? _json[BytesConsumed] : throw NoJson();
    }

    private void SkipSpace()
    {
        while (BytesConsumed < _json.Length && _json[BytesConsumed] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            BytesConsumed++;
        }
    }

    private static JsonException NoJson() => JsonTokens.NoJson();

    [InlineArray((MaxDepth >> 6) + 1)]
    private struct Levels
    {
        private ulong _first;
    }
}
