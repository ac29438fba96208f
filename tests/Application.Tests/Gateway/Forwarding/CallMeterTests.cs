using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Application.Tests.Gateway.Admission;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Keys;
using AkashChat.Domain.Usage;
using AkashChat.TestKit.Builders;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Application.Tests.Gateway.Forwarding;

public sealed class CallMeterTests : ILimitStore
{
    // 1 µUSD for a token that is read, 10 for one that is written.
    private static readonly TokenPrice Price = new(1_000_000_000, 10_000_000_000);
    private static readonly KeySnapshot Key = AKeySnapshot.With(new KeyLimits { TokensPerMinute = 1000, BudgetMicroUsd = 1_000_000 });

    private readonly FakeTimeProvider _clock = new(AMoment.Now);
    private (long Tokens, long MicroUsd) _used;

    [Theory]
    [InlineData(400, 0, null, 0, null)]
    [InlineData(400, 5, null, 105, 150L)]
    [InlineData(403, 1, null, 101, 110L)]
    [InlineData(3, 2, null, 3, 21L)]
    [InlineData(400, 5, 7L, 9, 72L)]
    [InlineData(400, 0, 7L, 9, 72L)]
    public async Task Events_AreCountedUnlessTheServerReports(int bodyBytes, int events, long? reported, long tokens, long? cost)
    {
        var meter = await MeterAsync(GatewayRoute.ChatCompletions, bodyBytes, Price);
        for (var number = 0; number < events; number++)
        {
            meter.DeliverEvent();
        }

        meter.Observe(reported is { } written ? new TokenUsage(2, written) : null);
        meter.Settle();

        var record = meter.ToRecord(Guid.Empty, AMoment.Now, null, 1, null);
        Assert.Equal((tokens, cost ?? 0), _used);
        Assert.Equal((reported is null ? null : 2L, reported, cost), (record.PromptTokens, record.CompletionTokens, record.CostMicroUsd));
    }

    [Fact]
    public async Task PlainAnswer_IsCountedByItsLength()
    {
        var meter = await MeterAsync(GatewayRoute.Completions, 40, Price);

        meter.DeliverPlain(83);
        meter.Settle();

        Assert.Equal((10 + 20, 10 + 200), _used);
    }

    [Fact]
    public async Task Embeddings_AreCountedByTheRequestAlone()
    {
        var meter = await MeterAsync(GatewayRoute.Embeddings, 40, Price);

        meter.DeliverPlain(40_000);
        meter.Settle();

        Assert.Equal((10, 10), _used);
    }

    [Fact]
    public async Task FilesInAForm_AreNotCountedByTheirBytes()
    {
        var meter = await MeterAsync(GatewayRoute.Transcriptions, 5_000_000, Price);

        meter.DeliverPlain(83);
        meter.Settle();

        Assert.Equal((20, 200), _used);
    }

    [Fact]
    public async Task ModelWithoutAPrice_CostsNothingButItsTokensCount()
    {
        var meter = await MeterAsync(GatewayRoute.ChatCompletions, 40, null);

        meter.DeliverEvent();
        meter.Settle();

        Assert.Equal((11, 0), _used);
        Assert.Null(meter.ToRecord(Guid.Empty, AMoment.Now, null, 1, null).CostMicroUsd);
    }

    bool ILimitStore.NotesCalls => false;

    ValueTask<IReadOnlyList<LimitState>> ILimitStore.ReserveAsync(Reservation reservation, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<LimitState>>([]);

    ValueTask<IReadOnlyList<LimitState>> ILimitStore.ReadAsync(Reservation reservation, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<LimitState>>([]);

    void ILimitStore.Settle(Reservation reservation, long tokens, long microUsd) => _used = (_used.Tokens + tokens, _used.MicroUsd + microUsd);

    private async Task<CallMeter> MeterAsync(GatewayRoute route, int bodyBytes, TokenPrice? price)
    {
        var table = ADeployment.Table(ADeployment.Of());
        var decision = await new RequestAdmitter(this, new LimitReleases(), _clock).AdmitAsync(
            Key, table, "scripted", static (_, _) => new RequestNeeds(1, 1, 1, Price, false), static (_, _, _, _) => throw new NotSupportedException(), 0, CancellationToken.None);
        var fields = new CallFields("scripted", 0..0, Stream: true, 0, default) { Shape = new PromptShape(bodyBytes, 0, 0, 0) };
        return new CallMeter(
            new GatewayCall(route, decision, new byte[bodyBytes], fields, _clock.GetTimestamp()) { Table = table }, ADeployment.Of() with { Price = price }, _clock);
    }
}
