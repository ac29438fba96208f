using System.Net.Http.Headers;
using System.Text;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway.Hostile;

/// <summary>Forms that are made to be read for long, or in two ways.</summary>
public sealed class HostileFormTests(SharedFleet shared) : IClassFixture<SharedFleet>
{
    private const int Megabyte = 1024 * 1024;
    private const string Model = "--x\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nscripted\r\n";
    private const string End = "--x--\r\n";

    private static readonly Dictionary<string, string> Forms = new(StringComparer.Ordinal)
    {
        ["a thousand parts"] = Model + string.Concat(Enumerable.Range(0, 1_000).Select(Part)) + End,
        ["a million empty parts"] = Model + string.Concat(Enumerable.Repeat("--x\r\n\r\n\r\n", 1_000_000)) + End,
        ["no end"] = Model + Part(1),
        ["no end behind ten megabytes"] = Model + "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n" + new string('y', 10 * Megabyte),
        ["an end that is cut"] = Model + "--x-",
        ["part header of a megabyte"] = Model + $"--x\r\nContent-Disposition: form-data; name=\"a\"; filename=\"{new string('f', Megabyte)}\"\r\n\r\nb\r\n" + End,
        ["ten thousand part headers"] = Model + "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n" + string.Concat(Enumerable.Repeat("X: y\r\n", 10_000)) + "\r\nb\r\n" + End,
        ["part header without an end"] = Model + "--x\r\nContent-Disposition: form-data; name=\"a\"" + new string('a', Megabyte),
        ["NUL in a name"] = Model + "--x\r\nContent-Disposition: form-data; name=\"a\0b\"\r\n\r\nb\r\n" + End,
        ["line feeds alone"] = (Model + End).Replace("\r\n", "\n", StringComparison.Ordinal),
        ["another boundary"] = (Model + End).Replace("--x", "--y", StringComparison.Ordinal),
    };

    public static TheoryData<string, bool> Names()
    {
        var names = new TheoryData<string, bool>();
        foreach (var name in Forms.Keys)
        {
            names.Add(name, false);
            names.Add(name, true);
        }

        return names;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task HostileForm_IsMalformedAndReachesNobody(string name, bool chunked)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        shared.Use(upstream.ApiBase, generalClient: false);
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/audio/transcriptions") { Content = new ByteArrayContent(Encoding.Latin1.GetBytes(Forms[name])) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await shared.Client.SendAsync(request);

        await response.MustBeOpenAiErrorAsync(400, "gateway.malformed_form");
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task FormOfManyParts_PassesByteForByte()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        shared.Use(upstream.ApiBase, generalClient: false);
        var form = Model + string.Concat(Enumerable.Range(0, 250).Select(Part)) + End;
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(form));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");

        using var response = await shared.Client.PostAsync(new Uri("v1/audio/transcriptions", UriKind.Relative), content);

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(form.Replace("\r\nscripted\r\n", $"\r\n{SharedFleet.ServedModel}\r\n", StringComparison.Ordinal), upstream.OnlyRequest.BodyText);
    }

    private static string Part(int number) => $"--x\r\nContent-Disposition: form-data; name=\"timestamp_granularities[]\"\r\n\r\n{number}\r\n";
}
