using AkashChat.Application.Gateway.Routing;
using AkashChat.Infrastructure.Gateway.Routing;
using AkashChat.TestKit.Builders;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Infrastructure.Tests.Gateway.Routing;

public sealed class DeploymentProberTests
{
    [Fact]
    public async Task Prober_ForgetsDeploymentsThatAreNotOnOfferAnyMore()
    {
        var clock = new FakeTimeProvider(AMoment.Now);
        var states = new DeploymentStates(clock);
        for (var number = 1; number <= 100; number++)
        {
            states.Of(ADeployment.Of(number: number));
        }

        using var probe = new ServerProbe(clock);
        using var prober = new DeploymentProber(
            ADeployment.Catalog(ADeployment.Of(number: 7)), states, probe, clock, NullLogger<DeploymentProber>.Instance);
        await prober.StartAsync(CancellationToken.None);
        var late = Task.Delay(TimeSpan.FromSeconds(60));
        while (states.Count > 1 && !late.IsCompleted)
        {
            // It begins to wait on a thread of its own, and may not have begun yet.
            clock.Advance(DeploymentStates.KeptWhenGone);
            await Task.Yield();
        }

        await prober.StopAsync(CancellationToken.None);

        Assert.Equal(1, states.Count);
        Assert.NotNull(states.Find("scripted-7"));
    }
}
