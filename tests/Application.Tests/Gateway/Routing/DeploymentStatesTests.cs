using AkashChat.Application.Catalog;
using AkashChat.Application.Gateway.Routing;
using AkashChat.Domain.Gateway;
using AkashChat.TestKit.Builders;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Application.Tests.Gateway.Routing;

public sealed class DeploymentStatesTests
{
    private readonly FakeTimeProvider _clock = new(AMoment.Now);
    private readonly DeploymentStates _states;

    public DeploymentStatesTests() => _states = new(_clock);

    [Fact]
    public void ForgetGone_AfterManyConfigurations_KeepsTheLastOne()
    {
        for (var version = 1; version <= 1_000; version++)
        {
            var catalog = CatalogOf(1, 1 + version);
            UseAll(catalog);
            ForgetGoneTwice(catalog);
        }

        Assert.Equal(2, _states.Count);
    }

    [Fact]
    public void ForgetGone_KeepsWhatIsKnownOfThoseOnOffer()
    {
        var before = CatalogOf(1, 2);
        UseAll(before);
        var known = _states.Find("scripted-1");

        ForgetGoneTwice(CatalogOf(1, 3));

        Assert.Same(known, _states.Find("scripted-1"));
        Assert.Null(_states.Find("scripted-2"));
    }

    [Fact]
    public void ForgetGone_KeepsOneThatComesBack()
    {
        var whole = CatalogOf(1, 2);
        UseAll(whole);
        var known = _states.Find("scripted-2");

        foreach (var catalog in new[] { CatalogOf(1), whole, CatalogOf(1), whole })
        {
            _states.ForgetGone(catalog);
            _clock.Advance(DeploymentStates.KeptWhenGone - TimeSpan.FromSeconds(1));
        }

        Assert.Same(known, _states.Find("scripted-2"));
    }

    [Fact]
    public void ForgetGone_KeepsOneWithAnOpenRequest_UntilItIsOver()
    {
        var gone = ADeployment.Of(number: 2);
        var state = _states.Of(gone);
        var passage = state.TryBegin(gone, _states.Now);
        var catalog = CatalogOf(1);

        ForgetGoneTwice(catalog);
        var during = _states.Find(gone.Id);
        state.End(passage, 0, _states.Now);
        ForgetGoneTwice(catalog);

        Assert.NotEqual(Passage.None, passage);
        Assert.Same(state, during);
        Assert.Null(_states.Find(gone.Id));
    }

    private void ForgetGoneTwice(IModelCatalog catalog)
    {
        _states.ForgetGone(catalog);
        _clock.Advance(DeploymentStates.KeptWhenGone);
        _states.ForgetGone(catalog);
    }

    private static IModelCatalog CatalogOf(params IEnumerable<int> numbers) => ADeployment.Catalog(numbers.Select(number => ADeployment.Of(number: number)));

    private void UseAll(IModelCatalog catalog)
    {
        foreach (var deployment in catalog.Current.Groups.SelectMany(group => group.Deployments))
        {
            _states.Of(deployment);
        }
    }
}
