using System.Text;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Application.Gateway.Routing;
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

/// <summary>What only shows when time passes within a stream, or by how its bytes are cut. The rest is tested over real connections.</summary>
public sealed class ForwarderTests : IUpstreamClient, IUsageSink, ICallerAnswer, IRoutingPeers
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);
    private static readonly Deployment Deployment = ADeployment.Of() with { StreamTimeout = Silence };

    private readonly FakeTimeProvider _clock = new(AMoment.Now);
    private readonly List<UsageRecord> _records = [];
    private readonly StringBuilder _sent = new();
    private TimeSpan _callerTakes = TimeSpan.Zero;
    private bool _serverFallsSilent;
    private string[] _pieces = ["data: one\n\n", "data: two\n\n", "data: [DONE]\n\n"];

    [Fact]
    public async Task CallerWhoReadsSlowly_IsNotTheServersSilence()
    {
        _callerTakes = Silence + TimeSpan.FromSeconds(1);

        var error = await ForwardAsync();

        Assert.Null(error);
        Assert.EndsWith("data: [DONE]\n\n", _sent.ToString(), StringComparison.Ordinal);
        Assert.Equal(UsageOutcome.Completed, Assert.Single(_records).Outcome);
    }

    [Fact]
    public async Task ServerThatFallsSilent_EndsTheStreamWithAnError()
    {
        _serverFallsSilent = true;

        var call = ForwardAsync();
        _clock.Advance(Silence);
        var error = await call;

        Assert.Null(error);
        Assert.Equal("data: one\n\nERROR gateway.upstream_timeout", _sent.ToString());
        Assert.Equal(UsageOutcome.Partial, Assert.Single(_records).Outcome);
    }

    [Fact]
    public async Task Events_GoOutHoweverTheirBytesCome()
    {
        const string whole = ": first\n\ndata: one\n\ndata: two\n\n: between\n\ndata: three\n\ndata: [DONE]\n\n";
        for (var first = 1; first <= whole.Length; first++)
        {
            foreach (var second in new[] { 0, 1, 5, 20 }.Where(length => first + length <= whole.Length))
            {
                _pieces = [.. new[] { whole[..first], whole[first..(first + second)], whole[(first + second)..] }.Where(piece => piece.Length > 0)];
                _sent.Clear();
                _records.Clear();

                Assert.Null(await ForwardAsync());

                Assert.Equal(whole, _sent.ToString());
                Assert.Equal(UsageOutcome.Completed, Assert.Single(_records).Outcome);
            }
        }
    }

    ValueTask<UpstreamAnswer> IUpstreamClient.SendAsync(
        Deployment deployment, GatewayRoute route, UpstreamBody body, CancellationToken cancellationToken) =>
        ValueTask.FromResult<UpstreamAnswer>(
            new Pieces(_pieces, _serverFallsSilent) { Status = 200, ContentType = "text/event-stream" });

    void IRoutingPeers.Announce(CooldownNotice notice)
    {
    }

    ValueTask IUsageSink.BeginAsync(OpenCall call) => ValueTask.CompletedTask;

    void IUsageSink.Record(UsageRecord record) => _records.Add(record);

    void ICallerAnswer.Begin(AnswerHead head)
    {
    }

    void ICallerAnswer.Fail(AnswerWay way)
    {
    }

    ValueTask ICallerAnswer.WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _sent.Append(Encoding.UTF8.GetString(bytes.Span));
        _clock.Advance(_callerTakes);
        return ValueTask.CompletedTask;
    }

    void ICallerAnswer.BreakOff() => _sent.Append("BROKEN OFF");

    ValueTask ICallerAnswer.WriteErrorEventAsync(Error error, CancellationToken cancellationToken)
    {
        _sent.Append("ERROR ").Append(error.Code);
        return ValueTask.CompletedTask;
    }

    private Task<Error?> ForwardAsync()
    {
        var body = """{"model":"scripted","stream":true}"""u8.ToArray();
        var key = new KeySnapshot
        {
            Id = "0123456789",
            UserId = Guid.CreateVersion7(),
            TeamId = "chatapi-pless",
            State = KeyState.Active,
            CreatedAt = AMoment.Now,
        };
        var states = new DeploymentStates(_clock);
        var forwarder = new Forwarder(
            this, this, new Router(states), new HedgeBudget(), this, new GatewayOptions(), _clock, NullLogger<Forwarder>.Instance);
        var call = new GatewayCall(GatewayRoute.ChatCompletions, AdmissionDecision.Uncounted(key), body, CallReader.Read(body).Value, _clock.GetTimestamp()) { Table = ADeployment.Table(Deployment) };
        return forwarder.ForwardAsync(call, this, CancellationToken.None);
    }

    /// <summary>A stream that gives one piece per read; a server that falls silent gives only the first.</summary>
    private sealed class Pieces(string[] pieces, bool fallsSilent) : UpstreamAnswer
    {
        private int _next;

        public override ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancellationToken) =>
            fallsSilent && _next > 0 ? new ValueTask<int>(SilenceAsync(cancellationToken))
            : ValueTask.FromResult(_next < pieces.Length ? Encoding.UTF8.GetBytes(pieces[_next++], into.Span) : 0);

        protected override void Dispose(bool disposing)
        {
        }

        private static async Task<int> SilenceAsync(CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
