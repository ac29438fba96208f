using System.Text.Json;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Reads what kind of error a model server describes, in the body of an answer or in an event: servers say "too many" and "too long" behind any status.</summary>
internal static class UpstreamErrorReader
{
    private const int MaxMessage = 2000;
    private const int MaxErrorBody = 64 * 1024;

    /// <summary>What went wrong, of an answer whose status says that the server failed or refuses us: some servers say so of a prompt that is too long.</summary>
    /// <remarks>The body is read within bounds; it also frees the connection for the next call.</remarks>
    public static async ValueTask<AttemptFailure> OfFailureAsync(UpstreamAnswer upstream, CancellationToken stop)
    {
        var failure = UpstreamStatus.ToFailure(upstream.Status, upstream.RetryAfter);
        try
        {
            using var body = await PooledBytes.ReadToEndAsync(upstream, MaxErrorBody, stop);
            return body is not null && Read(body.Written.Span).Kind is FailureKind.ContextWindow or FailureKind.ContentPolicy
                ? BehindSuccess(body.Written.Span)
                : failure;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return failure;
        }
    }

    /// <summary>What went wrong, of an answer that says 200 and means an error.</summary>
    public static AttemptFailure BehindSuccess(ReadOnlySpan<byte> json)
    {
        var said = Read(json);
        return said.Kind is { } kind ? new AttemptFailure(kind, ErrorOf(kind))
            : UpstreamStatus.ToFailure(said.Status is >= 400 and < 600 ? said.Status : 500, null);
    }

    /// <summary>Of an answer that finds fault with the request: whether another model could take it.</summary>
    public static FailureKind OfRefusal(ReadOnlySpan<byte> json) => Read(json).Kind ?? FailureKind.BadRequest;

    private static Domain.Common.Error ErrorOf(FailureKind kind) => kind switch
    {
        FailureKind.ContextWindow => GatewayErrors.PromptTooLong,
        FailureKind.RateLimit => GatewayErrors.UpstreamBusy with { RetryAfter = TimeSpan.FromSeconds(1) },
        _ => GatewayErrors.UpstreamRejected,
    };

    private static (FailureKind? Kind, int Status) Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, CallReader.Options);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? ReadError(ref reader) : default;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    private static (FailureKind? Kind, int Status) ReadError(ref Utf8JsonReader json)
    {
        FailureKind? kind = null;
        var status = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            // A message may repeat what the caller wrote; it is believed about the request, not about the server.
            var isMessage = json.ValueTextEquals("message"u8);
            var isTelling = json.ValueTextEquals("code"u8) || json.ValueTextEquals("type"u8) || json.ValueTextEquals("message"u8) || json.ValueTextEquals("status"u8);
            var isError = json.ValueTextEquals("error"u8);
            json.Read();
            switch (json.TokenType)
            {
                case JsonTokenType.StartObject when isError:
                    var inner = ReadError(ref json);
                    (kind, status) = (kind ?? inner.Kind, status == 0 ? inner.Status : status);
                    break;
                case JsonTokenType.String when isError || isTelling:
                    var text = json.ValueSpan.Length <= MaxMessage ? json.GetString()! : string.Empty;
                    kind ??= KindOfRequest(text) ?? (isMessage || isError || !IsRateLimit(text) ? null : FailureKind.RateLimit);
                    status = status == 0 && int.TryParse(text, out var written) ? written : status;
                    break;
                case JsonTokenType.Number when isTelling && json.TryGetInt32(out var number):
                    status = status == 0 ? number : status;
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return (kind, status);
    }

    // The words of OpenAI, Azure, vLLM, SGLang, llama.cpp, TGI, Anthropic and Gemini.
    private static FailureKind? KindOfRequest(string text) =>
        Has(text, "context_length_exceeded") || Has(text, "maximum context length") || Has(text, "context window") || Has(text, "exceed_context_size")
            || Has(text, "exceeds the available context size") || Has(text, "is longer than the model's context length") || Has(text, "prompt is too long")
            ? FailureKind.ContextWindow
        : Has(text, "content_policy_violation") || Has(text, "content_filter") || Has(text, "content management policy") ? FailureKind.ContentPolicy
        : null;

    private static bool IsRateLimit(string text) =>
        Has(text, "rate_limit") || Has(text, "too_many_requests") || Has(text, "overloaded") || Has(text, "insufficient_quota")
        || Has(text, "throttling") || Has(text, "RESOURCE_EXHAUSTED");

    private static bool Has(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
}
