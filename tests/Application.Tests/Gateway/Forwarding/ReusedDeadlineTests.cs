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

namespace AkashChat.Application.Tests.Gateway.Forwarding;

/// <summary>Which calls hand on what stops them; with the system's clock, as it is handed on with no other.</summary>
public sealed class ReusedDeadlineTests : IUpstreamClient, IUsageSink, ICallerAnswer, IRoutingPeers
{
    private const string Stream = "text/event-stream";
    private const string Json = "application/json";

    // One for all calls: each table has deadlines of its own.
    private readonly RoutingTable _table = ADeployment.Table(ADeployment.Of());
    private readonly List<CancellationToken> _tokens = [];
    private readonly Forwarder _forwarder;

    public ReusedDeadlineTests() => _forwarder = new Forwarder(
        this, this, new Router(new DeploymentStates(TimeProvider.System)), new HedgeBudget(), this, new GatewayOptions(), TimeProvider.System, NullLogger<Forwarder>.Instance);

    [Theory]
    [InlineData("""{"model":"scripted"}""", true)]
    [InlineData("""{"model":"scripted","stream":true}""", false)]
    public async Task OnlyPlainAnswers_HandItOn(string first, bool handsOn)
    {
        Assert.Null(await ForwardAsync(first));
        Assert.Null(await ForwardAsync("""{"model":"scripted"}"""));

        Assert.Equal(handsOn, _tokens[0] == _tokens[1]);
    }

    [Fact]
    public async Task CallWhoseCallerLeaves_DoesNotStopTheNext()
    {
        using var leaving = new CancellationTokenSource();
        Assert.Null(await ForwardAsync("""{"model":"scripted"}""", leaving.Token));
        await leaving.CancelAsync();

        Assert.Null(await ForwardAsync("""{"model":"scripted"}"""));

        Assert.Equal(_tokens[0], _tokens[1]);
        Assert.False(_tokens[1].IsCancellationRequested);
    }

    ValueTask<UpstreamAnswer> IUpstreamClient.SendAsync(Deployment deployment, GatewayRoute route, UpstreamBody body, CancellationToken cancellationToken)
    {
        _tokens.Add(cancellationToken);
        var isStream = body.Bytes.Span.IndexOf("stream"u8) >= 0;
        return ValueTask.FromResult<UpstreamAnswer>(
            new Whole(isStream ? "data: [DONE]\n\n" : "{}") { Status = 200, ContentType = isStream ? Stream : Json });
    }

    void IRoutingPeers.Announce(CooldownNotice notice)
    {
    }

    ValueTask IUsageSink.BeginAsync(OpenCall call) => ValueTask.CompletedTask;

    void IUsageSink.Record(UsageRecord record)
    {
    }

    void ICallerAnswer.Begin(AnswerHead head)
    {
    }

    void ICallerAnswer.Fail(AnswerWay way)
    {
    }

    ValueTask ICallerAnswer.WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    void ICallerAnswer.BreakOff()
    {
    }

    ValueTask ICallerAnswer.WriteErrorEventAsync(Error error, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private Task<Error?> ForwardAsync(string body, CancellationToken callerLeft = default)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var key = AKeySnapshot.With(KeyLimits.None);
        return _forwarder.ForwardAsync(
            new GatewayCall(GatewayRoute.ChatCompletions, AdmissionDecision.Uncounted(key), bytes, CallReader.Read(bytes).Value, TimeProvider.System.GetTimestamp())
            {
                Table = _table,
            },
            this,
            callerLeft);
    }

    private sealed class Whole(string text) : UpstreamAnswer
    {
        private string _left = text;

        public override ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancellationToken)
        {
            var count = Encoding.UTF8.GetBytes(_left, into.Span);
            _left = string.Empty;
            return ValueTask.FromResult(count);
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
