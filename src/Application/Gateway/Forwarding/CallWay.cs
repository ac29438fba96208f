using System.Collections.Immutable;
using AkashChat.Application.Gateway.Routing;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>The way of one call: its group first, then the groups that stand in.</summary>
internal sealed class CallWay : IDisposable
{
    private readonly GatewayCall _call;
    private readonly RoutingTable _table;
    private readonly AttemptContext _context;
    private readonly GroupFailover _failover;
    private Attempt? _attempt;
    private int _fallbacks;
    private string? _standIn;

    public CallWay(GatewayCall call, RoutingTable table, AttemptContext context, Router router, HedgeBudget hedges, CancellationToken callerLeft)
    {
        (_call, _table, _context) = (call, table, context);
        _failover = new GroupFailover(call, context, router, hedges, callerLeft);
        Meter = new CallMeter(call, null, context.Clock);
    }

    /// <summary>Measures the attempt that is delivered; until there is one, that nothing was.</summary>
    public CallMeter Meter { get; private set; }

    /// <summary>Goes it.</summary>
    /// <returns>An error if nothing was sent to the caller yet; null: the answer is out.</returns>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    public async Task<Error?> GoAsync(ModelGroup group, ICallerAnswer answer)
    {
        var (opened, failure) = await _failover.OpenAsync(group);
        Take(opened);
        var kind = failure?.Kind ?? opened!.Refusal;
        if (kind is { } reason && await FindStandInAsync(group, reason) is { } standIn)
        {
            Take(standIn);
            failure = null;
        }

        return failure is null ? await _attempt!.DeliverAsync(answer, Describe()) : failure.Error;
    }

    /// <summary>Whether an exception means no more than that the caller went away. Every deadline of ours is a failure by then.</summary>
    public bool IsLeft(Exception exception, CancellationToken callerLeft) => exception switch
    {
        OperationCanceledException => callerLeft.IsCancellationRequested || Meter.HasBegun,
        UpstreamException or IOException => callerLeft.IsCancellationRequested,
        _ => false,
    };

    /// <summary>Says how far the call came.</summary>
    public AnswerWay Describe() => new()
    {
        DeploymentId = (_attempt?.Candidate.Deployment ?? _failover.Last)?.Id,
        Attempts = _failover.Attempts,
        Fallbacks = _fallbacks,
        OverheadMicroseconds = Math.Max(
            0, (_context.Clock.GetElapsedTime(_call.StartedAt) - _call.BodyWait - _failover.UpstreamTime).Ticks / TimeSpan.TicksPerMicrosecond),
    };

    /// <summary>Makes the usage record.</summary>
    public UsageRecord ToRecord() => Meter.ToRecord(_failover.Last?.Id, _failover.Attempts, _standIn);

    /// <inheritdoc/>
    public void Dispose() => _attempt?.Dispose();

    /// <summary>Asks the groups that stand in; one that also fails, or refuses, leaves the first answer standing.</summary>
    private async ValueTask<Attempt?> FindStandInAsync(ModelGroup group, FailureKind reason)
    {
        var names = StandInsFor(group, reason);
        var visited = new List<string> { group.Name };
        for (var index = 0; index < names.Length && _fallbacks < _context.Rules.Fallbacks.Max; index++)
        {
            // The same servers would fail the same way.
            if (_table.Find(names[index]) is not { } next || visited.Contains(next.Name))
            {
                continue;
            }

            visited.Add(next.Name);
            _fallbacks++;
            var (opened, _) = await _failover.OpenAsync(next);
            if (opened is { Refusal: null })
            {
                _standIn = next.Name;
                return opened;
            }

            opened?.Dispose();
        }

        return null;
    }

    private ImmutableArray<string> StandInsFor(ModelGroup group, FailureKind reason)
    {
        var controls = _call.Controls;
        if (controls.DisableFallbacks)
        {
            return [];
        }

        if (controls.Fallbacks is not { IsDefault: false } asked)
        {
            return _context.Rules.Fallbacks.For(group.Pattern ?? group.Name, reason);
        }

        // What the caller names itself it must be allowed to call.
        return reason == FailureKind.BadRequest ? [] : asked.RemoveAll(name => !_call.Key.Limits.Allows(name));
    }

    private void Take(Attempt? attempt)
    {
        if (attempt is not null)
        {
            _attempt?.Dispose();
            _attempt = attempt;
            Meter = attempt.Meter;
        }
    }
}
