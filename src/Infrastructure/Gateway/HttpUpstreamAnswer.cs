using System.Diagnostics.CodeAnalysis;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Infrastructure.Gateway.Http1;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>An answer that came through <see cref="HttpClient"/>'s own machinery.</summary>
internal sealed class HttpUpstreamAnswer : UpstreamAnswer
{
    private readonly HttpResponseMessage _response;
    private readonly Stream _body;

    [SetsRequiredMembers]
    private HttpUpstreamAnswer(HttpResponseMessage response, Stream body, TimeProvider clock)
    {
        _response = response;
        _body = body;
        var headers = response.Content.Headers;
        Status = (int)response.StatusCode;
        ContentType = headers.NonValidated.TryGetValues("Content-Type", out var types) && types.ToString() is var type && Http1Target.IsVisible(type) ? type : null;

        // Some statuses have no body, whatever the headers say; and where both are said the chunks hold, not the length.
        ContentLength = Status is 204 or 304 ? 0 : response.Headers.TransferEncodingChunked == true ? null : headers.ContentLength;

        // As it was sent: what cannot be read as an encoding would be left out otherwise.
        IsEncoded = headers.NonValidated.TryGetValues("Content-Encoding", out var encodings) && !encodings.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase);
        var retry = response.Headers.RetryAfter;
        RetryAfter = (retry?.Delta ?? (retry?.Date - clock.GetUtcNow())) is { } wait && wait > TimeSpan.Zero ? wait : null;
    }

    internal static async ValueTask<HttpUpstreamAnswer> OfAsync(HttpResponseMessage response, TimeProvider clock, CancellationToken cancellationToken) =>
        new(response, await response.Content.ReadAsStreamAsync(cancellationToken), clock);

    public override async ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancellationToken)
    {
        try
        {
            return await _body.ReadAsync(into, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new IOException("The answer broke off.", exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _body.Dispose();
        _response.Dispose();
    }
}
