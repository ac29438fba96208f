using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway.Caching;

/// <summary>What is never kept: anything but a whole, good answer of bearable size.</summary>
public sealed class CacheRefusalTests
{
    private const string Stream = """{"model":"scripted","stream":true,"messages":[]}""";

    /// <summary>Names of the scripts, because theories cannot carry the scripts themselves.</summary>
    public static TheoryData<string> Faults() =>
        ["400", "429", "500", "error in 200", "half", "short", "none", "no done", "cut", "error in stream", "large plain", "large stream"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task FaultyOrLarge_IsAskedAnew(string fault)
    {
        await using var rig = await CacheRig.StartAsync();
        rig.Upstream.Script = ScriptOf(fault);
        var json = fault is "no done" or "cut" or "error in stream" or "large stream" ? Stream : LimitCalls.Chat;

        await rig.CallRoughlyAsync(json);
        await rig.CallRoughlyAsync(json);
        rig.Upstream.Script = Scripts.AsAsked();
        var good = await rig.CallAsync(json);

        Assert.Equal("miss", good.Mark);
        Assert.Equal(3, rig.Upstream.Requests.Count);
    }

    private static Script ScriptOf(string fault) => fault switch
    {
        "400" => Scripts.BadRequest(),
        "429" => Scripts.RateLimited(),
        "500" => Scripts.ServerError(),
        "error in 200" => Scripts.ErrorInside200(),
        "half" => Scripts.HalfJson(),
        "short" => Scripts.ShortBody(),
        "none" => Scripts.NoAnswer(),
        "no done" => Scripts.StreamedWithoutDone(),
        "cut" => Scripts.CutStream(),
        "error in stream" => Scripts.ErrorInStream(),
        "large plain" => Scripts.Plain(new string('x', 2 * 1024 * 1024)),
        "large stream" => Scripts.Streamed(new StreamScript { Chunks = 33, Text = _ => new string('x', 64 * 1024) }),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };
}
