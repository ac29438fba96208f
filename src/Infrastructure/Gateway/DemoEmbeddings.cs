using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AkashChat.Infrastructure.Catalog;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>The demo's embeddings: the same text gives the same vector, and nothing else can be said for them.</summary>
internal static class DemoEmbeddings
{
    private const int Dimensions = 8;

    /// <summary>Answers an embeddings request.</summary>
    internal static JsonObject Answer(JsonNode inputs, JsonNode? encoding)
    {
        var texts = inputs is JsonArray { Count: > 0 } list && list[0]?.GetValueKind() == JsonValueKind.String ? [.. list] : (JsonNode?[])[inputs];
        var inBase64 = encoding?.GetValueKind() == JsonValueKind.String && encoding.GetValue<string>() == "base64";
        var data = new JsonArray();
        for (var index = 0; index < texts.Length; index++)
        {
            var vector = VectorOf(texts[index]?.ToJsonString() ?? string.Empty);
            data.Add(new JsonObject
            {
                ["object"] = "embedding",
                ["index"] = index,
                ["embedding"] = inBase64 ? Base64Of(vector) : new JsonArray([.. vector.Select(value => JsonValue.Create(value))]),
            });
        }

        return new JsonObject
        {
            ["object"] = "list",
            ["data"] = data,
            ["model"] = DemoModel.Name,
            ["usage"] = new JsonObject { ["prompt_tokens"] = texts.Length, ["total_tokens"] = texts.Length },
        };
    }

    private static float[] VectorOf(string text)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        var vector = new float[Dimensions];
        for (var index = 0; index < Dimensions; index++)
        {
            vector[index] = BinaryPrimitives.ReadInt32LittleEndian(hash.AsSpan(index * 4)) / (float)int.MaxValue;
        }

        return vector;
    }

    private static string Base64Of(float[] vector)
    {
        var bytes = new byte[vector.Length * sizeof(float)];
        for (var index = 0; index < vector.Length; index++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(index * sizeof(float)), vector[index]);
        }

        return Convert.ToBase64String(bytes);
    }
}
