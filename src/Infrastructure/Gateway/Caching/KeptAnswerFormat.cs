using System.Text;
using AkashChat.Application.Gateway.Caching;

namespace AkashChat.Infrastructure.Gateway.Caching;

/// <summary>A kept answer as bytes: a version, the fields in order, then the body.</summary>
internal static class KeptAnswerFormat
{
    private const byte Version = 1;

    /// <summary>Writes an answer.</summary>
    internal static byte[] Write(KeptAnswer answer)
    {
        using var bytes = new MemoryStream(answer.Body.Length + 256);
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Version);
            writer.Write(answer.ContentType);
            writer.Write(answer.IsStream);
            writer.Write(answer.StoredAt.UtcTicks);
            writer.Write(answer.ExpiresAt.UtcTicks);
            Write(writer, answer.Source.PromptTokens);
            Write(writer, answer.Source.CompletionTokens);
            Write(writer, answer.Source.CostMicroUsd);
            writer.Write(answer.Body.Length);
            writer.Write(answer.Body.Span);
        }

        return bytes.ToArray();
    }

    /// <summary>Reads an answer.</summary>
    /// <returns>Null: it is not one of ours, or of another version.</returns>
    internal static KeptAnswer? Read(byte[] bytes)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
            if (reader.ReadByte() != Version)
            {
                return null;
            }

            return new KeptAnswer
            {
                ContentType = reader.ReadString(),
                IsStream = reader.ReadBoolean(),
                StoredAt = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero),
                ExpiresAt = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero),
                Source = new AnswerSource(ReadNumber(reader), ReadNumber(reader), ReadNumber(reader)),
                Body = ReadBody(reader, bytes),
            };
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or FormatException)
        {
            return null;
        }
    }

    // A damaged length must not make us take that much memory.
    private static ReadOnlyMemory<byte> ReadBody(BinaryReader reader, byte[] bytes)
    {
        var length = reader.ReadInt32();
        var start = (int)reader.BaseStream.Position;
        return length == bytes.Length - start ? bytes.AsMemory(start) : throw new FormatException("The body has another length.");
    }

    private static void Write(BinaryWriter writer, long? number)
    {
        writer.Write(number is not null);
        writer.Write(number ?? 0);
    }

    private static long? ReadNumber(BinaryReader reader)
    {
        var isThere = reader.ReadBoolean();
        var number = reader.ReadInt64();
        return isThere ? number : null;
    }
}
