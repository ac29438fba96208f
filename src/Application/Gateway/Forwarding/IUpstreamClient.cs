using AkashChat.Domain.Catalog;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Speaks to model servers.</summary>
public interface IUpstreamClient
{
    /// <summary>Sends a request, and comes back with the head of the answer as soon as it is there.</summary>
    /// <param name="deployment">Whom to send it to.</param>
    /// <param name="route">What is asked.</param>
    /// <param name="body">The body; must stay as it is until the answer's head is there.</param>
    /// <param name="cancellationToken">Closes the connection at once.</param>
    /// <exception cref="UpstreamException">The server cannot be reached, broke off or answers with nonsense.</exception>
    ValueTask<UpstreamAnswer> SendAsync(
        Deployment deployment, GatewayRoute route, UpstreamBody body, CancellationToken cancellationToken);
}

/// <summary>What is sent to a model server.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="ContentType">Their type.</param>
/// <param name="Watch">Told when it goes out; null: nobody asks.</param>
public readonly record struct UpstreamBody(ReadOnlyMemory<byte> Bytes, string ContentType, SendingWatch? Watch = null);

/// <summary>Wants to know whether a server got the request, however the call ends.</summary>
public abstract class SendingWatch
{
    /// <summary>There is a connection, and the request goes out on it. May be told more than once.</summary>
    public abstract void Sending();

    /// <summary>The server got nothing of it, or has done with it: it works on nothing now.</summary>
    public abstract void Ended();
}

/// <summary>A call that a model server did not answer.</summary>
/// <param name="isUnreachable">Whether not even a connection came about; else it broke off, or what came is no HTTP.</param>
/// <param name="cause">Whatever the network said; it may name addresses, so it is not shown.</param>
public sealed class UpstreamException(bool isUnreachable, Exception? cause = null)
    : Exception("The model server did not answer.", cause)
{
    /// <summary>Whether not even a connection came about.</summary>
    public bool IsUnreachable => isUnreachable;
}
