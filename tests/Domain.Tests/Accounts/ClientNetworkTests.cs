using System.Net;
using AkashChat.Domain.Accounts;

namespace AkashChat.Domain.Tests.Accounts;

public sealed class ClientNetworkTests
{
    [Theory]
    [InlineData("203.0.113.7", "203.0.113.0/24")]
    [InlineData("203.0.113.255", "203.0.113.0/24")]
    [InlineData("255.255.255.255", "255.255.255.0/24")]
    [InlineData("127.0.0.1", "127.0.0.0/24")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64")]
    [InlineData("::1", "::/64")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.0/24")]
    [InlineData("fe80::1%7", "fe80::/64")]
    public void Address_BelongsToItsNetwork(string address, string expected)
    {
        var network = ClientNetwork.Of(IPAddress.Parse(address));

        Assert.Equal(expected, network.ToString());
    }

    [Fact]
    public void Neighbours_AreEqual() =>
        Assert.Equal(ClientNetwork.Of(IPAddress.Parse("198.51.100.1")), ClientNetwork.Of(IPAddress.Parse("198.51.100.200")));

    [Fact]
    public void OtherNetworks_AreNotEqual() =>
        Assert.NotEqual(ClientNetwork.Of(IPAddress.Parse("198.51.100.1")), ClientNetwork.Of(IPAddress.Parse("198.51.101.1")));

    [Fact]
    public void MissingAddress_IsUnknown() => Assert.Equal(ClientNetwork.Unknown, ClientNetwork.Of(null));
}
