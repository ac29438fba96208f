using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

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

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    private byte[] _buffer;
    private int _length;

    private CanonicalRequest(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

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
            return Convert.ToHexStringLower(SHA256.HashData(canonical._buffer.AsSpan(0, canonical._length)));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escaped half of a surrogate pair.
            return null;
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

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
        var start = _length;
        var members = new List<Member>();
        var isSorted = true;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (isTop && IsLeftOut(json))
            {
                json.Skip();
                continue;
            }

            var memberStart = _length;
            AppendString(json);
            var nameEnd = _length;
            json.Read();
            AppendValue(ref json);
            var member = new Member(members.Count, memberStart, nameEnd, _length);
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
        var sorted = ArrayPool<byte>.Shared.Rent(_length - start);
        var copied = 0;
        foreach (var member in members)
        {
            _buffer.AsSpan(member.Start, member.End - member.Start).CopyTo(sorted.AsSpan(copied));
            copied += member.End - member.Start;
        }

        sorted.AsSpan(0, copied).CopyTo(_buffer.AsSpan(start));
        ArrayPool<byte>.Shared.Return(sorted);
    }

    private int CompareNames(Member one, Member other) =>
        _buffer.AsSpan(one.Start, one.NameEnd - one.Start).SequenceCompareTo(_buffer.AsSpan(other.Start, other.NameEnd - other.Start));

    private void AppendString(in Utf8JsonReader json)
    {
        if (!json.ValueIsEscaped)
        {
            AppendText('"', json.ValueSpan);
            return;
        }

        var text = ArrayPool<byte>.Shared.Rent(json.ValueSpan.Length);
        try
        {
            AppendText('"', text.AsSpan(0, json.CopyString(text)));
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair: no text, so it stays as it is written.
            AppendText('\\', json.ValueSpan);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    private void AppendText(char kind, ReadOnlySpan<byte> text)
    {
        Append((byte)kind);
        Reserve(16);
        Utf8Formatter.TryFormat(text.Length, _buffer.AsSpan(_length), out var written);
        _length += written;
        Append((byte)':');
        Append(text);
    }

    private void Append(byte value)
    {
        Reserve(1);
        _buffer[_length++] = value;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + count));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
    }

    private readonly record struct Member(int Number, int Start, int NameEnd, int End);
}
