using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AkashChat.Application.Gateway.Routing;
using AkashChat.Domain.Catalog;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Says what the choice of a deployment depends on, as far as the rules in force ask for it.</summary>
internal static class RoutingRequests
{
    private static readonly RoutingRequest Plain = new();
    private static readonly RoutingRequest Streamed = new() { Streamed = true };

    /// <summary>Says it for a call.</summary>
    public static RoutingRequest Of(GatewayCall call, RoutingRules rules)
    {
        var request = call.WantsStream ? Streamed : Plain;
        if (rules is { PreCallChecks: false, TagFiltering: false, Affinity: false })
        {
            return request;
        }

        var body = call.Body.Span;
        return request with
        {
            Tags = rules.TagFiltering ? call.Controls.Tags : [],
            PromptTokens = rules.PreCallChecks && !call.Route.TakesForm ? (int)PromptEstimate.LikelyForAnyModel(body, call.Fields) : 0,
            NeedsTools = rules.PreCallChecks && call.Fields.HasTools,
            NeedsVision = rules.PreCallChecks && (body.IndexOf("\"image_url\""u8) >= 0 || body.IndexOf("\"input_image\""u8) >= 0),
            Affinity = rules.Affinity ? Affinity(call) : null,
        };
    }

    /// <summary>The owner and the conversation's name, or else its beginning: the first two messages stay the same while it grows.</summary>
    private static ulong Affinity(GatewayCall call)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(call.Key.Id));
        if (call.SessionId is { } session)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(session));
        }
        else if (call.Fields.Prompt is { } prompt)
        {
            hash.AppendData(Beginning(call.Body.Span[prompt]));
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadUInt64BigEndian(digest);
    }

    private static ReadOnlySpan<byte> Beginning(ReadOnlySpan<byte> prompt)
    {
        const int longest = 4096;
        var json = new JsonWalker(prompt);
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            return prompt[..Math.Min(prompt.Length, longest)];
        }

        for (var message = 0; message < 2 && json.Read() && json.TokenType != JsonTokenType.EndArray; message++)
        {
            json.Skip();
        }

        var length = json.TokenType == JsonTokenType.EndArray && json.BytesConsumed == prompt.Length ? prompt.Length - 1 : json.BytesConsumed;
        return prompt[..Math.Min(length, longest)];
    }
}
