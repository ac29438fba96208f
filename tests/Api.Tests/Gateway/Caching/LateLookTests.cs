using AkashChat.Application.Gateway.Caching;
using AkashChat.TestKit.Upstream;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Tests.Gateway.Caching;

/// <summary>An equal request that is answered between the look at what is kept and the one at what is in flight.</summary>
public sealed class LateLookTests
{
    [Fact]
    public async Task EqualCallThatLandsAfterALookForItsAnswer_IsFoundAllTheSame()
    {
        var (gate, stores) = (new Gate(), new HeldLookStores(number: 2));
        await using var rig = await CacheRig.StartAsync(
            choose: options => options.Configure = builder => builder.Services.AddSingleton<IAnswerStores>(stores));
        rig.Upstream.Script = Scripts.Slow(gate);
        var first = rig.CallAsync();
        await gate.WaitForArrivalsAsync(1);
        var second = rig.CallAsync();
        await stores.Reached.WaitAsync(TimeSpan.FromSeconds(60));
        gate.Open();
        var answered = await first;
        await Explained.WaitUntilKeptAsync(rig.Client, LimitCalls.Chat);

        stores.Release();
        var late = await second;

        Assert.Single(rig.Upstream.Requests);
        Assert.Equal(answered.Bytes, late.Bytes);
        Assert.Contains(late.Mark, new[] { "shared", "hit" });
    }
}
