using System.Collections.Frozen;
using System.Text;
using AkashChat.Web.Hosting.Calls;

namespace AkashChat.Web.Tests.Hosting.Calls;

/// <summary>Which heads are read without Kestrel: only those that can be read in one way.</summary>
public sealed class CallHeadTests
{
    private const string Plain =
        "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nAuthorization: Bearer sk-1\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n";

    private static readonly FrozenSet<string> Paths = FrozenSet.Create("/v1/chat/completions", "/v1/embeddings");

    [Fact]
    public void PlainCall_IsReadWithAllItSays()
    {
        var (head, headers) = (new CallHead(Paths), new HeaderList());

        var reading = head.Read(Encoding.ASCII.GetBytes(Plain + "{\"model\":1}"), headers);

        Assert.Equal(HeadReading.Call, reading);
        Assert.Equal(("/v1/chat/completions", Plain.Length, 12), (head.Path, head.Length, head.BodyLength));
        Assert.Equal(
            ["Host: 127.0.0.1:8080", "Authorization: Bearer sk-1", "Content-Type: application/json", "Content-Length: 12"],
            headers.Select(line => $"{line.Key}: {line.Value}"));
    }

    [Fact]
    public void AnyPartOfIt_IsIncomplete()
    {
        var bytes = Encoding.ASCII.GetBytes(Plain);

        Assert.All(Enumerable.Range(0, bytes.Length), length => Assert.Equal(HeadReading.Incomplete, new CallHead(Paths).Read(bytes.AsSpan(0, length), new HeaderList())));
    }

    [Theory]
    [InlineData("POST ", "GET ")]
    [InlineData("POST ", "post ")]
    [InlineData("POST ", "POST  ")]
    [InlineData(" HTTP/1.1", " HTTP/1.0")]
    [InlineData(" HTTP/1.1", " HTTP/2.0")]
    [InlineData(" HTTP/1.1", "  HTTP/1.1")]
    [InlineData("/v1/chat/completions", "/v1/models")]
    [InlineData("/v1/chat/completions", "/v1/chat/completions?x=1")]
    [InlineData("/v1/chat/completions", "/v1/chat/../chat/completions")]
    [InlineData("/v1/chat/completions", "/V1/chat/completions")]
    [InlineData("/v1/chat/completions", "http://127.0.0.1/v1/chat/completions")]
    [InlineData("Host: 127.0.0.1:8080\r\n", "")]
    [InlineData("Host: 127.0.0.1:8080\r\n", "Host: a\r\nHost: a\r\n")]
    [InlineData("Host: 127.0.0.1:8080", "Host: a/b")]
    [InlineData("Host: 127.0.0.1:8080", "Host:")]
    [InlineData("Host: 127.0.0.1:8080", "Host : a")]
    [InlineData("Host: 127.0.0.1:8080", "Host: a\r\n b")]
    [InlineData("Content-Length: 12\r\n", "")]
    [InlineData("Content-Length: 12\r\n", "Content-Length: 12\r\nContent-Length: 12\r\n")]
    [InlineData("Content-Length: 12", "Content-Length: +12")]
    [InlineData("Content-Length: 12", "Content-Length: 12, 12")]
    [InlineData("Content-Length: 12", "Content-Length: 0x12")]
    [InlineData("Content-Length: 12", "Content-Length: -1")]
    [InlineData("Content-Length: 12", "Content-Length: 9999999999")]
    [InlineData("Content-Length: 12", "Content-Length: 12\r\nTransfer-Encoding: chunked")]
    [InlineData("Content-Length: 12", "Content-Length: 12\r\ntransfer-encoding: identity")]
    [InlineData("Content-Length: 12", "Content-Length: 12\r\nExpect: 100-continue")]
    [InlineData("Content-Length: 12", "Content-Length: 12\r\nConnection: close")]
    [InlineData("Content-Length: 12", "Content-Length: 12\r\nConnection: keep-alive, Upgrade")]
    [InlineData("Content-Length: 12", "Content-Length: 12\r\nUpgrade: h2c")]
    [InlineData("Content-Length: 12", "Content-Length: 12\r\nTrailer: x")]
    [InlineData("Content-Length: 12", "Content-Length: 12\r\nX: a\nY: b")]
    [InlineData("Content-Length: 12", "Content-Length: 12\r\nX: a\rY: b")]
    [InlineData("Content-Length: 12", "Content-Length: 12\r\nX: \0")]
    [InlineData("Content-Length: 12", "Content-Length: 12\r\nX: \u00e4")]
    [InlineData("Content-Length: 12", "Content-Length: 12\r\nX")]
    [InlineData("Content-Length: 12", "Content-Length: 12\r\n: x")]
    [InlineData("Content-Length: 12", "Content-Length: 12\r\nX[]: x")]
    public void WhateverIsUnusual_IsNotForIt(string part, string instead)
    {
        var text = Plain.Replace(part, instead, StringComparison.Ordinal);
        Assert.NotEqual(Plain, text);
        var head = new CallHead(Paths);

        // Also where a plain one came before.
        Assert.Equal(HeadReading.Other, new CallHead(Paths).Read(Encoding.Latin1.GetBytes(text), new HeaderList()));
        Assert.Equal(HeadReading.Call, head.Read(Encoding.ASCII.GetBytes(Plain), new HeaderList()));
        Assert.Equal(HeadReading.Other, head.Read(Encoding.Latin1.GetBytes(text), new HeaderList()));
        Assert.Equal(HeadReading.Call, head.Read(Encoding.ASCII.GetBytes(Plain), new HeaderList()));
    }

    [Theory]
    [InlineData(64, false)]
    [InlineData(58, true)]
    public void ManyLines_AreNotForIt(int more, bool isCall)
    {
        var lines = string.Concat(Enumerable.Range(0, more).Select(number => $"X-{number}: {number}\r\n"));

        Assert.Equal(isCall ? HeadReading.Call : HeadReading.Other, new CallHead(Paths).Read(Encoding.ASCII.GetBytes(Plain.Replace("Host", lines + "Host", StringComparison.Ordinal)), new HeaderList()));
    }

    [Theory]
    [InlineData(9_000, false)]
    [InlineData(7_000, true)]
    public void LongLines_AreNotForIt(int length, bool isCall) => Assert.Equal(
        isCall ? HeadReading.Call : HeadReading.Other,
        new CallHead(Paths).Read(Encoding.ASCII.GetBytes(Plain.Replace("Host", $"X: {new string('x', length)}\r\nHost", StringComparison.Ordinal)), new HeaderList()));

    [Fact]
    public void NextHead_KeepsTheTextsOfEqualLinesOnly()
    {
        var head = new CallHead(Paths);
        var (first, second) = (new HeaderList(), new HeaderList());
        head.Read(Encoding.ASCII.GetBytes(Plain), first);

        head.Read(Encoding.ASCII.GetBytes(Plain.Replace("sk-1", "sk-2", StringComparison.Ordinal).Replace("th: 12", "th: 7", StringComparison.Ordinal)), second);

        Assert.Equal(("Bearer sk-2", 7), (second["authorization"].ToString(), head.BodyLength));
        Assert.Same(first["content-type"].ToString(), second["content-type"].ToString());
    }

    [Theory]
    [InlineData("Authorization: Bearer sk-1", "Authorization: Bearer sk-\u00e4")]
    [InlineData("Host: 127.0.0.1:8080", "Host: 127.0.0.1/8080")]
    [InlineData("Content-Length: 12", "Content-Length: 1a")]
    [InlineData("Content-Type: application/json", "Content-Type: application/jso\0")]
    public void NextHead_IsReadAsStrictlyAsTheFirst(string line, string next)
    {
        var head = new CallHead(Paths);
        head.Read(Encoding.ASCII.GetBytes(Plain), new HeaderList());

        Assert.Equal(HeadReading.Other, head.Read(Encoding.Latin1.GetBytes(Plain.Replace(line, next, StringComparison.Ordinal)), new HeaderList()));
        Assert.Equal(HeadReading.Call, head.Read(Encoding.ASCII.GetBytes(Plain), new HeaderList()));
    }

    // The key of the one must not be left to the other.
    [Fact]
    public void ManyHeads_AreEachReadForWhatTheySay()
    {
        var (head, headers) = (new CallHead(Paths), new HeaderList());
        for (var number = 0; number < 2_000; number++)
        {
            var (key, length) = ($"sk-{number % 7}{new string('x', number % 3)}", 10 + (number % 90));
            var name = number % 5 == 0 ? "X-Api-Key" : "Authorization";
            headers.Reset();

            head.Read(
                Encoding.ASCII.GetBytes(
                    Plain.Replace("Authorization: Bearer sk-1", $"{name}: {key}", StringComparison.Ordinal).Replace("th: 12", $"th: {length}", StringComparison.Ordinal)),
                headers);

            Assert.Equal((key, length, $"{length}"), (headers[name].ToString(), head.BodyLength, headers["Content-Length"].ToString()));
            Assert.Equal(4, headers.Count);
        }
    }

    [Fact]
    public void LinesOfOneName_AreOneHeader()
    {
        var headers = new HeaderList();

        new CallHead(Paths).Read(Encoding.ASCII.GetBytes(Plain.Replace("Host", "X-A: 1\r\nx-a: 2\r\nHost", StringComparison.Ordinal)), headers);

        Assert.Equal("1,2", headers["X-A"].ToString());
    }
}
