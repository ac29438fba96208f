using System.Net;
using AkashChat.Application.Gateway.Forwarding;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>A body that tells when it goes out: the general client asks for its bytes once there is a connection.</summary>
internal sealed class WatchedContent(UpstreamBody body) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        body.Watch?.Sending();
        return stream.WriteAsync(body.Bytes, cancellationToken).AsTask();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Bytes.Length;
        return true;
    }
}
