using System.Text.Json;
using AkashChat.Domain.Usage;

namespace AkashChat.Infrastructure.Usage.Journal;

/// <summary>One line of a journal.</summary>
internal sealed record JournalLine
{
    /// <summary>A call that has begun, as it is booked if its end never comes.</summary>
    public UsageRecord? Open { get; init; }

    /// <summary>A call that is over.</summary>
    public UsageRecord? Ended { get; init; }

    /// <summary>The name of a call whose record is booked.</summary>
    public Guid? Booked { get; init; }

    /// <summary>Writes it, with the line's end.</summary>
    internal void WriteTo(Stream stream)
    {
        JsonSerializer.Serialize(stream, this, UsageJson.Default.JournalLine);
        stream.WriteByte((byte)'\n');
    }

    /// <summary>Reads one.</summary>
    /// <returns>Null: it is damaged, such as one that was being written when the process ended.</returns>
    internal static JournalLine? Read(string text)
    {
        try
        {
            var line = JsonSerializer.Deserialize(text, UsageJson.Default.JournalLine);
            return line is { Open: null, Ended: null, Booked: null } ? null : line;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
