using System.Security.Cryptography;
using System.Text;
using AkashChat.Domain.Keys;

namespace AkashChat.Domain.Tests.Keys;

public sealed class KeyHashTests
{
    [Theory]
    [InlineData("sk-1")]
    [InlineData("sk-1234")]
    [InlineData("sk-AbCdEfGhIjKlMnOpQrStUv")]
    [InlineData("sk-team.a_b-c~!")]
    [InlineData("sk-acme")]
    public void KeyOfLiteLlm_IsFoundByWhatLiteLlmStores(string text) =>
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), KeyHash.OfPresented(text));

    [Fact]
    public void OurOwnKey_IsFoundByTheHashOfItsSecret()
    {
        var secret = KeySecret.Generate(ApiKeyId.New());

        Assert.Equal(secret.Hash, KeyHash.OfPresented(secret.Reveal()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sk-")]
    [InlineData("SK-1234")]
    [InlineData("1234")]
    [InlineData("sk-a b")]
    [InlineData("sk-a\u007f")]
    [InlineData("sk-ä")]
    [InlineData("sk-ac_0123456789_01234567890123456789012345678901000000")]
    [InlineData("sk-ac_short")]
    public void Junk_IsNotLookedUp(string text) => Assert.Null(KeyHash.OfPresented(text));

    [Fact]
    public void Length_IsBounded()
    {
        Assert.NotNull(KeyHash.OfPresented("sk-" + new string('a', KeyHash.MaxLength - 3)));
        Assert.Null(KeyHash.OfPresented("sk-" + new string('a', KeyHash.MaxLength - 2)));
    }

    [Fact]
    public void FormOfAHash_IsLowerCaseHex()
    {
        Assert.True(KeyHash.IsMatch(KeyHash.OfPresented("sk-1")));
        Assert.False(KeyHash.IsMatch(KeyHash.OfPresented("sk-1")!.ToUpperInvariant()));
        Assert.False(KeyHash.IsMatch("sk-1"));
    }
}
