namespace AkashChat.Infrastructure.Common;

/// <summary>Reads answers whole and within bounds: whoever answers cannot fill our memory.</summary>
internal sealed class BoundedAnswers(long maxBytes) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(maxBytes, cancellationToken);
        return response;
    }
}
