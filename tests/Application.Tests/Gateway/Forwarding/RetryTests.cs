using System.Collections.Frozen;
using System.Text;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Application.Gateway.Routing;
using AkashChat.Application.Tests.Gateway.Admission;
using AkashChat.Application.Usage;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;
using AkashChat.Domain.Keys;
using AkashChat.Domain.Usage;
using AkashChat.TestKit.Builders;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Application.Tests.Gateway.Forwarding;

/// <summary>How often a failed attempt is repeated, and after which wait. The servers answer at once, so that only waits take time.</summary>
public sealed class RetryTests : IUpstreamClient, IUsageSink, ICallerAnswer, IRoutingPeers
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(0.5);

    private readonly FakeTimeProvider _clock = new(AMoment.Now);
    private readonly Queue<int> _statuses = new();
    private readonly List<UsageRecord> _records = [];
    private readonly DeploymentStates _states;
    private readonly Forwarder _forwarder;
    private RoutingRules _rules = RoutingRules.Default;
    private CallControls _controls = CallControls.None;
    private int _deployments = 1;
    private TimeSpan _serverTakes = TimeSpan.Zero;
    private RoutingTable? _table;

    public RetryTests()
    {
        _states = new DeploymentStates(_clock);
        _forwarder = new Forwarder(this, this, new Router(_states), new HedgeBudget(), this, new GatewayOptions(), _clock, NullLogger<Forwarder>.Instance);
    }

    [Fact]
    public async Task OnlyDeployment_IsTriedAgainAfterAWait()
    {
        Answer(500, 200);

        var call = CallAsync();
        Assert.False(call.IsCompleted);
        _clock.Advance(Wait);

        Assert.Null(await call);
        Assert.Equal((2, UsageOutcome.Completed), (Record.Attempts, Record.Outcome));
    }

    [Fact]
    public async Task OnlyDeployment_IsGivenUpAfterTwoRepeats()
    {
        Answer(500, 500, 500, 200);

        var call = CallAsync();
        _clock.Advance(Wait);
        Assert.False(call.IsCompleted);
        _clock.Advance(Wait * 2);

        Assert.Equal(GatewayErrors.UpstreamFailed.Code, (await call)?.Code);
        Assert.Equal(3, Record.Attempts);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(401)]
    [InlineData(404)]
    public async Task FailureThatARepeatCannotMend_IsNotRepeated(int status)
    {
        Answer(status, 200);

        Assert.NotNull(await AtOnceAsync());
        Assert.Equal(1, Record.Attempts);
    }

    [Fact]
    public async Task DeploymentThatIsLeftAlone_IsNotWaitedFor()
    {
        Answer(500, 500, 500, 500, 500);
        _controls = new CallControls { Retries = 0 };
        for (var number = 0; number < 4; number++)
        {
            Assert.NotNull(await AtOnceAsync());
        }

        _controls = CallControls.None;

        Assert.Equal(GatewayErrors.UpstreamFailed.Code, (await AtOnceAsync())?.Code);
        Assert.Equal(GatewayErrors.NoHealthyDeployment.Code, (await AtOnceAsync())?.Code);
    }

    [Fact]
    public async Task OtherDeployments_AreAllTriedAtOnce()
    {
        _deployments = 5;
        Answer(500, 503, 401, 404, 200);

        Assert.Null(await AtOnceAsync());
        Assert.Equal(5, Record.Attempts);
    }

    [Fact]
    public async Task RetriesThatTheCallerAllows_AreNotExceeded()
    {
        _deployments = 5;
        _controls = new CallControls { Retries = 1 };
        Answer(500, 500, 200);

        Assert.NotNull(await AtOnceAsync());
        Assert.Equal(2, Record.Attempts);
    }

    [Theory]
    [InlineData(500, 1)]
    [InlineData(503, 3)]
    public async Task RetriesOfAKind_ComeBeforeTheGeneralOnes(int status, int attempts)
    {
        _deployments = 5;
        _rules = new RoutingRules
        {
            Retries = new RetryRules { Retries = 2, RetriesOf = new Dictionary<FailureKind, int> { [FailureKind.InternalServerError] = 0 }.ToFrozenDictionary() },
        };
        Answer(status, status, status, 200);

        Assert.NotNull(await AtOnceAsync());
        Assert.Equal(attempts, Record.Attempts);
    }

    [Fact]
    public async Task RetriesOfAGroup_ComeBeforeAll()
    {
        _deployments = 5;
        _rules = new RoutingRules
        {
            Retries = new RetryRules { Retries = 0 },
            RetriesOf = new Dictionary<string, RetryRules> { ["scripted"] = new() { Retries = 1 } }.ToFrozenDictionary(),
        };
        Answer(500, 200);

        Assert.Null(await AtOnceAsync());
    }

    [Fact]
    public async Task WaitBeyondTheDeadline_IsNotBegun()
    {
        _controls = new CallControls { Timeout = TimeSpan.FromSeconds(0.3) };
        Answer(500, 200);

        Assert.Equal(GatewayErrors.UpstreamFailed.Code, (await AtOnceAsync())?.Code);
    }

    [Fact]
    public async Task ShortestWaitOfTheRules_IsWaited()
    {
        _rules = new RoutingRules { Retries = new RetryRules { MinWait = TimeSpan.FromSeconds(20) } };
        Answer(500, 200);

        var call = CallAsync();
        _clock.Advance(TimeSpan.FromSeconds(19));
        Assert.False(call.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await call);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(30, true)]
    public async Task ServerThatHangs_IsToBlameUnlessTheCallerHadNoPatience(int? callersSeconds, bool isHealthy)
    {
        _rules = new RoutingRules { Cooldown = new CooldownRules { AllowedFails = 0, Time = TimeSpan.FromHours(1) } };
        _controls = new CallControls { Timeout = callersSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null };
        _serverTakes = TimeSpan.FromSeconds(callersSeconds ?? 600);

        // What the gateway itself took until then must not make the wait look like the caller's.
        Assert.Equal(GatewayErrors.UpstreamTimeout.Code, (await CallAsync(arrivedBefore: TimeSpan.FromMilliseconds(3)))?.Code);

        Assert.Equal(isHealthy, _states.Of(ADeployment.Of()).IsHealthy(_states.Now));
    }

    ValueTask<UpstreamAnswer> IUpstreamClient.SendAsync(Deployment deployment, GatewayRoute route, UpstreamBody body, CancellationToken cancellationToken)
    {
        _clock.Advance(_serverTakes);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<UpstreamAnswer>(new Plain { Status = _statuses.Dequeue(), ContentType = "application/json" });
    }

    void IRoutingPeers.Announce(CooldownNotice notice)
    {
    }

    ValueTask IUsageSink.BeginAsync(OpenCall call) => ValueTask.CompletedTask;

    void IUsageSink.Record(UsageRecord record) => _records.Add(record);

    void ICallerAnswer.Begin(AnswerHead head)
    {
    }

    void ICallerAnswer.BreakOff()
    {
    }

    void ICallerAnswer.Fail(AnswerWay way)
    {
    }

    ValueTask ICallerAnswer.WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    ValueTask ICallerAnswer.WriteErrorEventAsync(Error error, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private RoutingTable Table => _table ??= RoutingTable.Of(
        Enumerable.Range(1, _deployments).Select(number => ADeployment.Of(number: number)), new Dictionary<string, string>(StringComparer.Ordinal), AMoment.Now, _rules);

    private UsageRecord Record => Assert.Single(_records);

    private void Answer(params int[] statuses)
    {
        foreach (var status in statuses)
        {
            _statuses.Enqueue(status);
        }
    }

    private async Task<Error?> AtOnceAsync()
    {
        _records.Clear();
        var call = CallAsync();
        Assert.True(call.IsCompleted);
        return await call;
    }

    private Task<Error?> CallAsync(TimeSpan arrivedBefore = default)
    {
        var body = """{"model":"scripted"}"""u8.ToArray();
        var arrived = _clock.GetTimestamp();
        _clock.Advance(arrivedBefore);
        var call = new GatewayCall(
            GatewayRoute.ChatCompletions, AdmissionDecision.Uncounted(AKeySnapshot.With(KeyLimits.None)), body, CallReader.Read(body).Value, arrived)
        {
            Table = Table,
            Controls = _controls,
        };

        // Without the runner's own context, so that what follows a wait runs within the step of the clock that ends it.
        SynchronizationContext.SetSynchronizationContext(null);
        return _forwarder.ForwardAsync(call, this, CancellationToken.None);
    }

    /// <summary>An answer that is there at once.</summary>
    private sealed class Plain : UpstreamAnswer
    {
        private bool _isRead;

        public override ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancellationToken)
        {
            var count = _isRead ? 0 : Encoding.UTF8.GetBytes("{}", into.Span);
            _isRead = true;
            return ValueTask.FromResult(count);
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
