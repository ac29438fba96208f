using System.Globalization;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway.Hostile;

/// <summary>Requests that no client would write: read as they are meant, or refused; never a fault of ours, and nothing of them for the next caller.</summary>
public sealed class RequestFramingTests(SharedFleet shared) : IClassFixture<SharedFleet>
{
    private const int Megabyte = 1024 * 1024;
    private const string Body = """{"model":"scripted","messages":[]}""";
    private const string Type = "Content-Type: application/json\r\n";
    private const string InChunks = Type + "Transfer-Encoding: chunked\r\nConnection: close\r\n";

    // A web server that refuses a head has not read all of it; its answer may be lost with the connection.
    private static readonly int[] Lost = [0, 431];

    /// <summary>Header lines and what follows them; the statuses that may come, and our code if the answer is ours.</summary>
    private static readonly Dictionary<string, (string Headers, string Behind, int[] Statuses, string? Code)> Requests = new(StringComparer.Ordinal)
    {
        ["trailers"] = (InChunks, Chunk(Body) + "0\r\nX-Checksum: abc\r\nAuthorization: Bearer other\r\nContent-Length: 5\r\n\r\n", [200], null),
        ["chunk extensions"] = (InChunks, $"{Size(Body)};a=b;c=\"d\"\r\n{Body}\r\n0;last\r\n\r\n", [200], null),
        ["chunks of one byte"] = (InChunks, string.Concat(Body.Select(letter => Chunk(letter.ToString()))) + "0\r\n\r\n", [200], null),
        ["size with many zeros"] = (InChunks, $"000000{Size(Body)}\r\n{Body}\r\n0\r\n\r\n", [200, 400], null),
        ["chunk beyond all numbers"] = (InChunks, $"ffffffffffffffff\r\n{Body}\r\n0\r\n\r\n", [400], "request.bad"),
        ["chunk of a negative size"] = (InChunks, $"-1\r\n{Body}\r\n0\r\n\r\n", [400], null),
        ["no size"] = (InChunks, $"zz\r\n{Body}\r\n0\r\n\r\n", [400], null),
        ["chunk of gigabytes without its bytes"] = (InChunks, $"7fffffff\r\n{Body}", [408], "request.body_too_slow"),
        ["chunk longer than its size"] = (InChunks, $"1\r\n{Body}\r\n0\r\n\r\n", [400], null),
        ["trailer of a megabyte"] = (InChunks, $"{Chunk(Body)}0\r\nX: {new string('x', Megabyte)}\r\n\r\n", [0, 200, 400, 413, 431], null),
        ["two lengths"] = (Type + $"Content-Length: {Body.Length}\r\nContent-Length: 1\r\nConnection: close\r\n", Body, [400], null),
        ["negative length"] = (Type + "Content-Length: -1\r\n", Body, [400], null),
        ["length beyond all numbers"] = (Type + "Content-Length: 99999999999999999999\r\n", Body, [400], null),
        ["length beyond the limit"] = (Type + "Content-Length: 99999999999\r\nConnection: close\r\n", "", [413], "request.body_too_large"),
        ["length and chunks"] = (InChunks + "Content-Length: 5\r\n", Chunk(Body) + "0\r\n\r\n", [200, 400], null),
        ["encoding nobody knows"] = (Type + "Transfer-Encoding: gzip\r\nConnection: close\r\n", Body, [400, 501], null),
        ["body that ends early"] = (Type + "Content-Length: 5000\r\nConnection: close\r\n", Body, [408], "request.body_too_slow"),
        ["folded header"] = (Type + "X: a\r\n b\r\nContent-Length: 2\r\n", "{}", [400], null),
        ["NUL in a header"] = (Type + "X: a\0b\r\nContent-Length: 2\r\n", "{}", [400], null),
        ["space before the colon"] = (Type + "X : a\r\nContent-Length: 2\r\n", "{}", [400], null),
        ["name beyond ASCII"] = (Type + "X-\u00e9: a\r\nContent-Length: 2\r\n", "{}", [400], null),
        ["ten thousand headers"] = (Headers(10_000), "", Lost, null),
        ["seven thousand headers"] = (Headers(7_000) + "Connection: close\r\nContent-Length: 0\r\n", "", [431], "request.headers_too_large"),
        ["one header three thousand times"] = (string.Concat(Enumerable.Repeat("X: 123456789012\r\n", 3_000)) + "Content-Length: 0\r\n", "", [431], "request.headers_too_large"),
        ["header of a megabyte"] = ($"X: {new string('x', Megabyte)}\r\n", "", Lost, null),
        ["header of a hundred kilobytes"] = ($"Connection: close\r\nContent-Length: 0\r\nX: {new string('x', 100_000)}\r\n", "", [431], "request.headers_too_large"),
        ["cookies of a hundred kilobytes"] = ($"Connection: close\r\nContent-Length: 0\r\nCookie: {string.Concat(Enumerable.Repeat("a=b; ", 20_000))}\r\n", "", [431], "request.headers_too_large"),
        ["key of a hundred kilobytes"] = ($"Connection: close\r\nContent-Length: 0\r\nx-api-key: sk-ac_{new string('x', 100_000)}\r\n", "", [431], "request.headers_too_large"),
    };

    public static TheoryData<string> Names()
    {
        var names = new TheoryData<string>();
        foreach (var name in Requests.Keys)
        {
            names.Add(name);
        }

        return names;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task OddRequest_IsReadAsItIsMeantOrRefused(string name)
    {
        var (headers, behind, statuses, code) = Requests[name];
        await using var upstream = await ScriptedUpstream.StartAsync();
        shared.Use(upstream.ApiBase, generalClient: false);
        using var caller = await RawCaller.ConnectAsync(shared.Fleet.Host.BaseAddress);
        var sending = caller.TrySendAsync(caller.Head(Key, headers) + behind);

        var answer = await caller.ReadToEndAsync();

        await sending;
        Assert.Contains(answer.Status, statuses);
        Assert.Equal(code, code is null ? null : answer.Code);
        Assert.All(upstream.Requests, request => Assert.Equal(Body.Replace("scripted", SharedFleet.ServedModel, StringComparison.Ordinal), request.BodyText));
        Assert.Equal(answer.Status == 200 ? 1 : 0, upstream.Requests.Count);
        using var next = await shared.Client.GetPathAsync("v1/models");
        Assert.True(next.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData(10_000, 431, "request.headers_too_large")]
    [InlineData(Megabyte, 414, null)]
    public async Task LongAddress_IsRefused(int length, int status, string? code)
    {
        using var caller = await RawCaller.ConnectAsync(shared.Fleet.Host.BaseAddress);
        var sending = caller.TrySendAsync(caller.Head(Key, "Connection: close\r\nContent-Length: 0\r\n", "/v1/chat/completions?x=" + new string('x', length)));

        var answer = await caller.ReadToEndAsync();

        await sending;
        Assert.Contains(answer.Status, code is null ? [0, status] : new[] { status });
        Assert.Equal(code, answer.Code);
    }

    private string Key => shared.Client.DefaultRequestHeaders.Authorization!.Parameter!;

    private static string Headers(int count) => string.Concat(Enumerable.Range(0, count).Select(number => $"X-{number}: a\r\n"));

    private static string Size(string body) => body.Length.ToString("x", CultureInfo.InvariantCulture);

    private static string Chunk(string body) => $"{Size(body)}\r\n{body}\r\n";
}
