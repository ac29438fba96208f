using System.Net;
using System.Net.Sockets;

namespace AkashChat.Domain.Accounts;

/// <summary>Where a client comes from, as coarse as we need it: IPv4 by /24, IPv6 by /64.</summary>
/// <param name="Prefix">The prefix in CIDR notation, such as <c>203.0.113.0/24</c>.</param>
/// <remarks>One household or one server has a whole /64; the address itself is never kept.</remarks>
public readonly record struct ClientNetwork(string Prefix)
{
    /// <summary>The network of a connection that has no address, such as a Unix socket.</summary>
    public static readonly ClientNetwork Unknown = new("unknown");

    /// <summary>What stands in the place of a network once the account is erased.</summary>
    public static readonly ClientNetwork Erased = new("erased");

    /// <summary>The network that an address belongs to.</summary>
    public static ClientNetwork Of(IPAddress? address)
    {
        if (address is null)
        {
            return Unknown;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var length = plain.AddressFamily == AddressFamily.InterNetwork ? 24 : 64;
        var bytes = plain.GetAddressBytes();
        Array.Clear(bytes, length / 8, bytes.Length - (length / 8));
        return new ClientNetwork($"{new IPAddress(bytes)}/{length}");
    }

    /// <inheritdoc/>
    public override string ToString() => Prefix;
}
