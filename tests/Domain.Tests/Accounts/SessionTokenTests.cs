using System.Security.Cryptography;
using System.Text;
using AkashChat.Domain.Accounts;

namespace AkashChat.Domain.Tests.Accounts;

public sealed class SessionTokenTests
{
    [Fact]
    public void Generated_HasTheFormOf256Bits()
    {
        var token = SessionToken.Generate();

        Assert.Matches("^[A-Za-z0-9_-]{43}$", token.Reveal());
    }

    [Fact]
    public void Generated_AreAllDifferent()
    {
        var tokens = Enumerable.Range(0, 1_000).Select(_ => SessionToken.Generate().Reveal());

        Assert.Equal(1_000, tokens.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Hash_IsTheSha256OfTheText()
    {
        var token = SessionToken.Generate();

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(token.Reveal()))), token.Hash);
    }

    [Fact]
    public void Parsed_IsTheSameToken()
    {
        var token = SessionToken.Generate();

        var parsed = SessionToken.Parse(token.Reveal());

        Assert.Equal(token.Hash, parsed?.Hash);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa+/")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaé")]
    [InlineData("aaaaaaaaaaaaaaaaaaaa aaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=")]
    public void TextThatCannotBeAToken_IsRefused(string? text) => Assert.Null(SessionToken.Parse(text));

    [Fact]
    public void Printed_DoesNotReveal()
    {
        var token = SessionToken.Generate();

        Assert.DoesNotContain(token.Reveal()[..6], $"{token}", StringComparison.Ordinal);
    }
}
