using AkashChat.Application.Gateway.Routing;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;
using AkashChat.TestKit.Builders;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Application.Tests.Gateway.Routing;

/// <summary>One group of deployments, its router, and a clock that stands still.</summary>
internal sealed class RoutingWorld
{
    private readonly DeploymentStates _states;
    private readonly Router _router;
    private readonly ModelGroup _group;

    public RoutingWorld(params IEnumerable<Deployment> deployments)
    {
        _states = new DeploymentStates(Clock);
        _router = new Router(_states);
        _group = ADeployment.Table(deployments).Find("scripted")!;
    }

    public FakeTimeProvider Clock { get; } = new(AMoment.Now);

    public RoutingRules Rules { get; set; } = RoutingRules.Default;

    public RoutingRequest Request { get; set; } = new();

    public List<Candidate> Tried { get; } = [];

    /// <summary>The candidates, by number from 1.</summary>
    public Candidate this[int number] =>
        _states.Pool(_group).Ranks.SelectMany(rank => rank.Candidates).Single(candidate => candidate.Deployment.Id == $"scripted-{number}");

    /// <summary>A deployment by its number.</summary>
    public static Deployment Numbered(int number) => ADeployment.Of(number: number);

    /// <summary>So many deployments.</summary>
    public static IEnumerable<Deployment> Many(int count) => Enumerable.Range(1, count).Select(Numbered);

    public RoutingChoice Choose() => _router.Choose(_group, Rules, Request, Tried);

    /// <summary>Chooses and ends the request at once.</summary>
    /// <returns>The number of the chosen one.</returns>
    public int ChooseAndEnd()
    {
        var (chosen, passage, _) = Choose();
        chosen!.State.Answer(passage);
        chosen.State.End(passage, 0, _states.Now);
        return NumberOf(chosen);
    }

    /// <summary>The numbers of all that are chosen in so many times.</summary>
    public int[] Seen(int times = 200) => [.. Enumerable.Range(0, times).Select(_ => ChooseAndEnd()).Distinct().Order()];

    public static int NumberOf(Candidate candidate) => int.Parse(candidate.Deployment.Id.AsSpan("scripted-".Length), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Lets a request to a deployment fail.</summary>
    public void Fail(int number, FailureKind kind, TimeSpan? retryAfter = null)
    {
        var passage = this[number].State.TryBegin(this[number].Deployment, _states.Now);
        Assert.NotEqual(Passage.None, passage);
        this[number].State.End(passage, 0, _states.Now);
        this[number].State.Blame(new AttemptFailure(kind, GatewayErrors.UpstreamFailed, retryAfter), passage, wasAnswer: false, Rules.Cooldown, _states.Now);
    }

    /// <summary>Opens a request to a deployment.</summary>
    public void Open(int number) => Assert.NotEqual(Passage.None, this[number].State.TryBegin(this[number].Deployment, _states.Now));
}
