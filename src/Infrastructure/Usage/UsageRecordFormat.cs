using System.Text.Json;
using System.Text.Json.Serialization;
using AkashChat.Domain.Usage;

namespace AkashChat.Infrastructure.Usage;

/// <summary>The form of usage records outside of the database: JSON without line breaks.</summary>
internal static class UsageRecordFormat
{
    /// <summary>Writes one.</summary>
    internal static byte[] Write(UsageRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, UsageJson.Default.UsageRecord);

    /// <summary>Reads one.</summary>
    /// <returns>Null: it is none.</returns>
    internal static UsageRecord? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, UsageJson.Default.UsageRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Serializers made when the program is built: no call waits for reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UsageRecord))]
[JsonSerializable(typeof(Journal.JournalLine))]
internal sealed partial class UsageJson : JsonSerializerContext;
