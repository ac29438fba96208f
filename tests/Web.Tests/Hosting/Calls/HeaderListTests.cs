using AkashChat.Web.Hosting.Calls;

namespace AkashChat.Web.Tests.Hosting.Calls;

/// <summary>Header lines of an answer.</summary>
public sealed class HeaderListTests
{
    [Theory]
    [InlineData("a\r\nSet-Cookie: b")]
    [InlineData("a\n")]
    [InlineData("a\0")]
    [InlineData("\u00e4")]
    public void WhatWouldBeTakenForMore_IsRefused(string value)
    {
        var headers = new HeaderList();

        Assert.Throws<InvalidOperationException>(() => headers["X-A"] = value);
        Assert.Throws<InvalidOperationException>(() => headers[value] = "a");
        Assert.Empty(headers);
    }

    [Fact]
    public void LengthThatNobodyCanRead_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => new HeaderList { ["content-length"] = "some" });

    [Fact]
    public void Names_KnowNoCase()
    {
        var headers = new HeaderList { ["Content-Type"] = "a/b", ["X-A"] = "\ta " };

        headers["content-type"] = "c/d";
        headers.ContentLength = 5;

        Assert.Equal(["c/d", "\ta ", "5"], headers.Select(line => line.Value.ToString()));
        Assert.Equal(5, headers.ContentLength);
        Assert.True(headers.Remove("x-a"));
        Assert.False(headers.ContainsKey("X-A"));
        Assert.Equal(["Content-Type", "Content-Length"], headers.Keys);
    }

    [Fact]
    public void SettingNothing_TakesALineOut()
    {
        var headers = new HeaderList { ["A"] = "1", ["B"] = "2", ["C"] = "3" };

        headers["b"] = default;
        headers.ContentLength = null;

        Assert.Equal(["A", "C"], headers.Keys);
    }

    [Fact]
    public void WhatIsOnItsWay_StaysAsItIs()
    {
        var headers = new HeaderList { ["A"] = "1" };
        headers.IsReadOnly = true;

        Assert.Throws<InvalidOperationException>(() => headers["A"] = "2");
        Assert.Throws<InvalidOperationException>(() => headers.Remove("A"));
        Assert.Throws<InvalidOperationException>(headers.Clear);
        Assert.Equal("1", headers["A"]);
    }
}
