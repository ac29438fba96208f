using System.Text;

namespace AkashChat.Infrastructure.Gateway.Http1;

/// <summary>Where requests go, and the part of their heads that is always the same.</summary>
internal sealed class Http1Target
{
    // What says how a request is read is ours to say.
    private static readonly HashSet<string> Framing = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Type", "Content-Length", "Content-Encoding", "Transfer-Encoding", "Connection", "Expect", "Upgrade", "TE", "Trailer",
    };

    private Http1Target(Http1Pool pool, byte[] head)
    {
        Pool = pool;
        Head = head;
    }

    /// <summary>The connections to the server.</summary>
    public Http1Pool Pool { get; }

    /// <summary>From the request line up to and including <c>Content-Type: </c>.</summary>
    public byte[] Head { get; }

    /// <summary>Prepares it; null: such a head cannot be sent as it is.</summary>
    /// <param name="address">The full address.</param>
    /// <param name="headers">All headers but the body's type and length.</param>
    /// <param name="pool">The connections to the server.</param>
    public static Http1Target? TryCreate(Uri address, IEnumerable<KeyValuePair<string, string>> headers, Http1Pool pool)
    {
        var head = new StringBuilder("POST ").Append(address.PathAndQuery).Append(" HTTP/1.1\r\nHost: ").Append(AuthorityOf(address)).Append("\r\n");
        foreach (var (name, value) in headers)
        {
            if (Framing.Contains(name) || name.AsSpan().ContainsAny(" :") || !IsVisible(name) || !IsVisible(value))
            {
                return null;
            }

            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        var bytes = Encoding.ASCII.GetBytes(head.Append("Content-Type: ").ToString());
        return bytes.Length > Http1Connection.MaxHeadBytes / 2 ? null : new Http1Target(pool, bytes);
    }

    private static string AuthorityOf(Uri address)
    {
        var host = address.HostNameType == UriHostNameType.IPv6 ? $"[{address.IdnHost}]" : address.IdnHost;
        return address.IsDefaultPort ? host : $"{host}:{address.Port}";
    }

    /// <summary>Whether a text can stand in a head without ending its line.</summary>
    public static bool IsVisible(string text) => text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;
}
