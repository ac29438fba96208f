using System.Net;
using System.Text;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Usage;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

public sealed class UpstreamFaultTests
{
    private const string Plain = """{"model":"scripted","messages":[]}""";

    public static TheoryData<string, int, string> Faults => new()
    {
        { nameof(Scripts.ServerError), 502, "gateway.upstream_failed" },
        { nameof(Scripts.Unauthorized), 502, "gateway.upstream_refused" },
        { nameof(Scripts.ErrorInside200), 502, "gateway.upstream_failed" },
        { nameof(Scripts.HalfJson), 502, "gateway.upstream_incomplete" },
        { nameof(Scripts.ShortBody), 502, "gateway.upstream_incomplete" },
        { nameof(Scripts.NoAnswer), 502, "gateway.upstream_incomplete" },
        { nameof(Scripts.RateLimited), 429, "gateway.upstream_rate_limited" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task FaultOfTheServer_IsAnHonestErrorAndOneFailedRecord(string script, int status, string code)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = ByName(script);
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync()).WithoutRetries();

        using var response = await client.PostJsonAsync("v1/chat/completions", Plain);

        await response.MustBeOpenAiErrorAsync(status, code);
        var record = Assert.Single(await host.StopAndReadUsageAsync());
        Assert.Equal((UsageOutcome.Failed, status), (record.Outcome, record.Status));
        Assert.DoesNotContain(upstream.ApiBase.Authority, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RateLimitedServer_PassesItsRetryAfterOn()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.RateLimited(retryAfterSeconds: 7);
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.PostJsonAsync("v1/chat/completions", Plain);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task ServersComplaintAboutTheRequest_PassesByteForByte()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.BadRequest("temperature");
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.PostJsonAsync("v1/chat/completions", Plain);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(upstream.OnlyRequest.SentBytes, await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task ServerThatIsNotThere_IsUnreachable()
    {
        var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        await upstream.DisposeAsync();
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.PostJsonAsync("v1/chat/completions", Plain);

        await response.MustBeOpenAiErrorAsync(502, "gateway.upstream_unreachable");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ServerThatHangs_IsATimeOutAndItsConnectionIsClosed(bool afterHead)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = afterHead ? Scripts.HangAfterHead() : Scripts.Hang();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream, timeoutSeconds: 30));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync()).WithoutRetries();

        var call = client.PostJsonAsync("v1/chat/completions", Plain);
        await upstream.WaitForRequestsAsync(1);
        host.Clock.Advance(TimeSpan.FromSeconds(31));
        using var response = await call;

        await response.MustBeOpenAiErrorAsync(504, "gateway.upstream_timeout");
        await upstream.WaitForAbortsAsync(1);
    }

    [Fact]
    public async Task StreamThatFallsSilent_EndsInAnErrorEvent()
    {
        var gate = new Gate();
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.Streamed(3, gate);
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream, timeoutSeconds: 30));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await StreamCalls.SendAsync(client, StreamCalls.Body);
        await using var stream = await response.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var first = await StreamCalls.ReadEventAsync(reader);
        await gate.WaitForArrivalsAsync(1);

        // The silence counts from a moment after the event has gone out.
        var reading = reader.ReadToEndAsync();
        await host.Clock.AdvanceUntilAsync(TimeSpan.FromSeconds(31), reading);
        var rest = await reading;

        Assert.Contains("word0", first, StringComparison.Ordinal);
        Assert.Contains("gateway.upstream_timeout", rest, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", rest, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(Scripts.CutStream))]
    [InlineData(nameof(Scripts.StreamedWithoutDone))]
    public async Task StreamThatBreaksOff_EndsInAnErrorEventAndIsBookedAsPartial(string script)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = script == nameof(Scripts.CutStream) ? Scripts.CutStream(2) : Scripts.StreamedWithoutDone();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.PostJsonAsync("v1/chat/completions", StreamCalls.Body);

        var events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("word0", events[0], StringComparison.Ordinal);
        Assert.StartsWith("data: {\"error\":", events[^1], StringComparison.Ordinal);
        Assert.Contains("gateway.upstream_incomplete", events[^1], StringComparison.Ordinal);
        Assert.Equal(UsageOutcome.Partial, Assert.Single(await host.StopAndReadUsageAsync()).Outcome);
    }

    [Fact]
    public async Task ErrorWithinAStream_BecomesOursAndIsBookedAsPartial()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.ErrorInStream(2);
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());

        using var response = await client.PostJsonAsync("v1/chat/completions", StreamCalls.Body);

        var events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, events.Length);
        Assert.Contains("word1", events[1], StringComparison.Ordinal);
        Assert.Contains("gateway.upstream_failed", events[2], StringComparison.Ordinal);
        Assert.DoesNotContain("scripted server", events[2], StringComparison.Ordinal);
        Assert.Equal(UsageOutcome.Partial, Assert.Single(await host.StopAndReadUsageAsync()).Outcome);
    }

    [Fact]
    public async Task ErrorAsTheFirstEvent_IsAPlainErrorWithItsTrueStatus()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.ErrorInStream(0);
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync()).WithoutRetries();

        using var response = await client.PostJsonAsync("v1/chat/completions", StreamCalls.Body);

        await response.MustBeOpenAiErrorAsync(502, "gateway.upstream_failed");
    }

    private static Script ByName(string name) => name switch
    {
        nameof(Scripts.ServerError) => Scripts.ServerError(),
        nameof(Scripts.Unauthorized) => Scripts.Unauthorized(),
        nameof(Scripts.ErrorInside200) => Scripts.ErrorInside200(),
        nameof(Scripts.HalfJson) => Scripts.HalfJson(),
        nameof(Scripts.ShortBody) => Scripts.ShortBody(),
        nameof(Scripts.NoAnswer) => Scripts.NoAnswer(),
        nameof(Scripts.RateLimited) => Scripts.RateLimited(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such script."),
    };
}
