using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AkashChat.Application.Gateway.Forwarding;

namespace AkashChat.Application.Gateway.Caching;

/// <summary>Gives requests that ask for the same the same hash, and no others.</summary>
/// <remarks>
/// Members are sorted by name (of equal names the order stays, because servers differ in which one counts), white space and the
/// way a string is escaped do not count, numbers stay as they are written: <c>1</c> and <c>1.0</c> are two requests.
/// Each piece says where it ends, so that no two requests have the same canonical form. The form is only hashed, never kept.
/// </remarks>
internal sealed class CanonicalRequest : IDisposable
{
    // Deeper than any request seen so far. Every level may be sorted once, so depth costs time.
    private const int MaxDepth = 64;

    // In digits.
    private const int LongestNumber = 16;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    private readonly PooledBytes _form;

    private CanonicalRequest(int capacity) => _form = new PooledBytes(capacity);

    private int Length => _form.Length;

    /// <summary>Hashes a request.</summary>
    /// <param name="context">What else makes requests differ, such as the owner.</param>
    /// <param name="body">The body, one JSON object.</param>
    /// <returns>The hash in hex; null: the body is nested too deeply, or a name in it is no text.</returns>
    public static string? Hash(ReadOnlySpan<string> context, ReadOnlySpan<byte> body)
    {
        using var canonical = new CanonicalRequest(body.Length + 1024);
        try
        {
            foreach (var text in context)
            {
                canonical.AppendText('"', Encoding.UTF8.GetBytes(text));
            }

            var json = new Utf8JsonReader(body, Options);
            json.Read();
            canonical.AppendObject(ref json, isTop: true);
            return Convert.ToHexStringLower(SHA256.HashData(canonical._form.Written.Span));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escaped half of a surrogate pair.
            return null;
        }
    }

    public void Dispose() => _form.Dispose();

    // The model counts as the group that it means; the others say how to ask, not what.
    private static bool IsLeftOut(in Utf8JsonReader json) =>
        json.ValueTextEquals("model"u8) || json.ValueTextEquals("cache"u8) || json.ValueTextEquals("timeout"u8)
        || json.ValueTextEquals("request_timeout"u8) || json.ValueTextEquals("stream_timeout"u8) || json.ValueTextEquals("num_retries"u8);

    private void AppendValue(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.StartObject:
                AppendObject(ref json, isTop: false);
                break;
            case JsonTokenType.StartArray:
                Append((byte)'[');
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                {
                    AppendValue(ref json);
                }

                Append((byte)']');
                break;
            case JsonTokenType.String:
                AppendString(json);
                break;
            default:
                // A number, or one of the three words.
                Append(json.ValueSpan);
                Append((byte)',');
                break;
        }
    }

    private void AppendObject(ref Utf8JsonReader json, bool isTop)
    {
        Append((byte)'{');
        var start = Length;
        var members = new List<Member>();
        var isSorted = true;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (isTop && IsLeftOut(json))
            {
                json.Skip();
                continue;
            }

            var memberStart = Length;
            AppendString(json);
            var nameEnd = Length;
            json.Read();
            AppendValue(ref json);
            var member = new Member(members.Count, memberStart, nameEnd, Length);
            isSorted = isSorted && (members.Count == 0 || CompareNames(members[^1], member) <= 0);
            members.Add(member);
        }

        if (!isSorted)
        {
            Sort(members, start);
        }

        Append((byte)'}');
    }

    private void Sort(List<Member> members, int start)
    {
        members.Sort((one, other) => CompareNames(one, other) is var order and not 0 ? order : one.Number.CompareTo(other.Number));
        using var sorted = new PooledBytes(Length - start);
        foreach (var member in members)
        {
            sorted.Append(_form.Written.Span[member.Start..member.End]);
        }

        _form.Replace(start..Length, sorted.Written.Span);
    }

    private int CompareNames(Member one, Member other) =>
        _form.Written.Span[one.Start..one.NameEnd].SequenceCompareTo(_form.Written.Span[other.Start..other.NameEnd]);

    private void AppendString(in Utf8JsonReader json)
    {
        if (!json.ValueIsEscaped)
        {
            AppendText('"', json.ValueSpan);
            return;
        }

        using var text = new PooledBytes(json.ValueSpan.Length);
        try
        {
            text.Advance(json.CopyString(text.Free(json.ValueSpan.Length).Span));
            AppendText('"', text.Written.Span);
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair: no text, so it stays as it is written.
            AppendText('\\', json.ValueSpan);
        }
    }

    private void AppendText(char kind, ReadOnlySpan<byte> text)
    {
        Append((byte)kind);
        Utf8Formatter.TryFormat(text.Length, _form.Free(LongestNumber).Span, out var written);
        _form.Advance(written);
        Append((byte)':');
        Append(text);
    }

    private void Append(byte value) => Append([value]);

    private void Append(ReadOnlySpan<byte> bytes) => _form.Append(bytes);

    private readonly record struct Member(int Number, int Start, int NameEnd, int End);
}
