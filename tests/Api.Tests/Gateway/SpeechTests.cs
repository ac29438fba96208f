using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Usage;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>Answers that are sound: they pass as they come.</summary>
public sealed class SpeechTests
{
    private const string Call = """{"model":"scripted","input":"Good morning.","voice":"alloy"}""";
    private static readonly byte[] Sound = RouteAnswers.Sound(100_000);

    [Fact]
    public async Task FirstBytes_ArriveBeforeTheLastAreSent()
    {
        var gate = new Gate();
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = RouteScripts.Speech(Sound, gate);
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await SendAsync(client);
        await using var stream = await response.Content.ReadAsStreamAsync();
        var first = new byte[1_000];
        await stream.ReadExactlyAsync(first);
        gate.Open();
        using var rest = new MemoryStream();
        await stream.CopyToAsync(rest);

        Assert.Equal((HttpStatusCode.OK, "audio/mpeg"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal(Sound, first.Concat(rest.ToArray()));
        Assert.Equal(Call, upstream.OnlyRequest.BodyText);
        Assert.Equal(UsageOutcome.Completed, Assert.Single(await host.StopAndReadUsageAsync()).Outcome);
    }

    [Fact]
    public async Task SoundOfAnnouncedLength_KeepsIt()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.Raw(Sound, contentType: "audio/wav");
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await SendAsync(client);

        Assert.Equal(Sound.Length, response.Content.Headers.ContentLength);
        Assert.Equal(Sound, await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task SoundThatBreaksOff_BreaksOffForTheCallerToo()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = RouteScripts.Speech(Sound, cutAfter: 2);
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await SendAsync(client);

        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsByteArrayAsync());
        Assert.Equal(UsageOutcome.Partial, Assert.Single(await host.StopAndReadUsageAsync()).Outcome);
    }

    [Fact]
    public async Task FailureBeforeTheFirstByte_IsMadeGoodElsewhere()
    {
        await using var bad = await ScriptedUpstream.StartAsync();
        await using var good = await ScriptedUpstream.StartAsync();
        bad.Script = RouteScripts.Speech(Sound, cutAfter: 0);
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", bad, weight: 1000).WithModel("scripted", good));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await SendAsync(client);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Sound, await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task RefusalInJson_IsPassedOn()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.BadRequest("voice");
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await SendAsync(client);

        await response.MustBeOpenAiErrorAsync(400, "invalid_value", "voice");
    }

    [Fact]
    public async Task CallerWhoLeavesASound_IsNoticedByTheServer()
    {
        var gate = new Gate();
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = RouteScripts.Speech(Sound, gate);
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using (var response = await SendAsync(client))
        {
            await using var stream = await response.Content.ReadAsStreamAsync();
            await stream.ReadExactlyAsync(new byte[100]);
        }

        await upstream.WaitForAbortsAsync(1);
        Assert.Equal(UsageOutcome.Aborted, Assert.Single(await host.StopAndReadUsageAsync()).Outcome);
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client) => client.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, "v1/audio/speech") { Content = Json.Body(Call) }, HttpCompletionOption.ResponseHeadersRead);
}
