using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Makes the body that goes to the model server: the caller's bytes, but for what a rule changes.</summary>
/// <remarks>
/// The model's name becomes the server's own; a stream is asked to report its usage, so that it can be metered (taken out
/// again on the way back if the caller did not ask); the bound of the answer becomes what could be reserved, if the caller allows it; what is said to the gateway alone is cut out. Everything else stays as it is, byte for byte.
/// </remarks>
public static class CallRewriter
{
    /// <summary>Makes the body.</summary>
    /// <param name="body">The caller's body.</param>
    /// <param name="fields">What was read from it.</param>
    /// <param name="upstreamModel">The server's name for the model.</param>
    /// <param name="askForUsage">Whether the stream shall report its usage.</param>
    /// <returns>Rented memory, or null if the caller's body will do as it is.</returns>
    public static PooledBytes? Rewrite(ReadOnlySpan<byte> body, CallFields fields, string upstreamModel, bool askForUsage)
    {
        var renames = !string.Equals(fields.Model, upstreamModel, StringComparison.Ordinal);
        var reports = askForUsage && !fields.Usage.IncludeUsage;
        if (!renames && !reports && fields.Removals.IsEmpty && fields.Lowered is null)
        {
            return null;
        }

        var edits = new List<Edit>(3 + fields.Removals.Length);
        foreach (var removal in fields.Removals)
        {
            edits.Add(new Edit(removal, []));
        }

        if (renames)
        {
            edits.Add(new Edit(fields.ModelValue, fields.ModelIsRaw ? Encoding.UTF8.GetBytes(upstreamModel) : JsonString(upstreamModel)));
        }

        if (reports)
        {
            edits.Add(UsageEdit(fields));
        }

        if (fields.Lowered is { } lowered)
        {
            edits.Add(BoundEdit(fields, lowered));
        }

        // What is put in stands before what is cut out in the same place.
        edits.Sort(static (one, other) => (one.Start, one.End).CompareTo((other.Start, other.End)));
        return Apply(edits, body, upstreamModel.Length);
    }

    private static Edit UsageEdit(CallFields fields)
    {
        var usage = fields.Usage;
        if (usage.IncludeUsageValue is { } value)
        {
            return new Edit(value, "true"u8.ToArray());
        }

        if (usage.Options is not { } options)
        {
            var afterBrace = fields.BodyStart + 1;
            return new Edit(afterBrace..afterBrace, "\"stream_options\":{\"include_usage\":true},"u8.ToArray());
        }

        if (!usage.OptionsAreObject)
        {
            return new Edit(options, "{\"include_usage\":true}"u8.ToArray());
        }

        var afterOptionsBrace = options.Start.Value + 1;
        return new Edit(
            afterOptionsBrace..afterOptionsBrace,
            usage.OptionsAreEmpty ? "\"include_usage\":true"u8.ToArray() : "\"include_usage\":true,"u8.ToArray());
    }

    private static Edit BoundEdit(CallFields fields, LoweredBound lowered)
    {
        if (fields.Bound.Place is { } value)
        {
            return new Edit(value, Encoding.ASCII.GetBytes($"{lowered.Tokens}"));
        }

        var afterBrace = fields.BodyStart + 1;
        return new Edit(afterBrace..afterBrace, Encoding.ASCII.GetBytes($"\"{lowered.Member}\":{lowered.Tokens},"));
    }

    private static PooledBytes Apply(List<Edit> edits, ReadOnlySpan<byte> body, int nameLength)
    {
        var result = new PooledBytes(body.Length + 128 + nameLength);
        var copied = 0;
        foreach (var edit in edits)
        {
            result.Append(body[copied..edit.Start]);
            result.Append(edit.Replacement);
            copied = edit.End;
        }

        result.Append(body[copied..]);
        return result;
    }

    private static byte[] JsonString(string text) =>
        [(byte)'"', .. JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, (byte)'"'];

    private readonly record struct Edit(Range Place, byte[] Replacement)
    {
        public int Start => Place.Start.Value;

        public int End => Place.End.Value;
    }
}
