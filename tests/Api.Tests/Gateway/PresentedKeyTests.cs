using AkashChat.Api.Gateway;
using AkashChat.TestKit.Builders;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>When a key is hashed again. Whether it was shows in the text of the hash: another object each time.</summary>
public sealed class PresentedKeyTests
{
    private const int Times = 20;

    [Fact]
    public void TextThatAConnectionSaysAgain_IsHashedNoMoreFromTheThirdTimeOn()
    {
        var request = Saying($"Bearer {AKey.UnknownText()}");

        var hashes = Enumerable.Range(0, Times).Select(_ => PresentedKey.HashOf(request).Value).ToArray();

        Assert.Single(hashes.Distinct());
        Assert.NotSame(hashes[0], hashes[1]);

        // Others that are seen at the same moment may take its place once or twice.
        Assert.Same(hashes[^2], hashes[^1]);
    }

    [Fact]
    public void SameKeyInAnotherText_IsNotRemembered()
    {
        var text = $"Bearer {AKey.UnknownText()}";

        var hashes = Enumerable.Range(0, Times).Select(_ => PresentedKey.HashOf(Saying(new string(text.AsSpan()))).Value).ToArray();

        Assert.Single(hashes.Distinct());
        Assert.Equal(Times, hashes.Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    private static HttpRequest Saying(string authorization)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Authorization = authorization;
        return request;
    }
}
