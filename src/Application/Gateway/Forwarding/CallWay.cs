using AkashChat.Application.Gateway.Routing;
using AkashChat.Application.Usage;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>The way of one call: its group first, then the groups that stand in. However it ends, it leaves exactly one usage record.</summary>
internal sealed class CallWay : OpenCall
{
    private readonly GatewayCall _call;
    private readonly ModelGroup _group;
    private readonly AttemptContext _context;
    private readonly GroupFailover _failover;
    private readonly IUsageSink _usage;
    private readonly CancellationToken _callerLeft;
    private Attempt? _attempt;

    // Measures the attempt that is delivered; until there is one, that nothing was.
    private CallMeter? _meter;
    private int _fallbacks;
    private string? _standIn;

    /// <summary>Prepares it.</summary>
    public CallWay(
        GatewayCall call, ModelGroup group, AttemptContext context, Router router, HedgeBudget hedges, IUsageSink usage, CancellationToken callerLeft)
    {
        (_call, _group, _context, _usage, _callerLeft) = (call, group, context, usage, callerLeft);
        StartedAt = call.ArrivedAt ?? context.Clock.GetUtcNow() - context.Clock.GetElapsedTime(call.StartedAt);
        Id = call.Decision.ReservationId ?? UsageRecord.NewId(context.Clock.GetUtcNow());
        _failover = new GroupFailover(call, context, router, hedges, callerLeft);
    }

    /// <inheritdoc/>
    public override Guid Id { get; }

    /// <inheritdoc/>
    public override bool IsNoted => _call.Decision.IsNoted;

    /// <summary>When the request came in. Told once: it is a part of the record's name in the ledger.</summary>
    public DateTimeOffset StartedAt { get; }

    private CallMeter Meter => _meter ??= new CallMeter(_call, null, _context.Clock);

    /// <summary>Goes it.</summary>
    /// <returns>An error if nothing was sent to the caller yet; null: the answer is out, or nobody is there to take one.</returns>
    /// <remarks>In one method from here to the attempts: each more that waits costs an object and a step for each call.</remarks>
    public async Task<Error?> GoAsync(ICallerAnswer answer)
    {
        try
        {
            await _usage.BeginAsync(this);
            var (opened, failure) = await _failover.OpenAsync(_group);
            Take(opened);
            if ((failure?.Kind ?? opened!.Refusal) is { } reason && await FindStandInAsync(_group, reason) is { } standIn)
            {
                Take(standIn);
                failure = null;
            }

            var error = failure is null ? await _attempt!.DeliverAsync(answer, Describe()) : failure.Error;
            if (error is not null)
            {
                Meter.End(UsageOutcome.Failed, error.Kind.ToStatus());
                answer.Fail(Describe());
            }

            return error;
        }
        catch (Exception exception) when (IsLeft(exception))
        {
            return null;
        }
        catch (Exception) when (!_callerLeft.IsCancellationRequested)
        {
            // A defect of ours; whoever called us answers for it, but the record shall not say that the caller left.
            Meter.End(UsageOutcome.Failed, ErrorKind.Unexpected.ToStatus());
            throw;
        }
        finally
        {
            try
            {
                _attempt?.Dispose();
            }
            finally
            {
                Book();
            }
        }
    }

    /// <inheritdoc/>
    public override UsageRecord ToEstimate() => (_call.Needs with { ArrivedAt = StartedAt }).EstimateOf(
        _call.Key,
        _group,
        Id,
        _failover.Last?.Id ?? string.Empty,
        _failover.Attempts,
        _context.Clock.GetElapsedTime(_call.StartedAt).Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>Says how far the call came.</summary>
    private AnswerWay Describe() => new()
    {
        DeploymentId = (_attempt?.Candidate.Deployment ?? _failover.Last)?.Id,
        Attempts = _failover.Attempts,
        Fallbacks = _fallbacks,
        OverheadMicroseconds = Math.Max(
            0, (_context.Clock.GetElapsedTime(_call.StartedAt) - _call.BodyWait - _failover.UpstreamTime).Ticks / TimeSpan.TicksPerMicrosecond),
    };

    /// <summary>Whether an exception means no more than that the caller went away. Every deadline of ours is a failure by then.</summary>
    private bool IsLeft(Exception exception) => exception switch
    {
        OperationCanceledException => _callerLeft.IsCancellationRequested || Meter.HasBegun,
        UpstreamException or IOException => _callerLeft.IsCancellationRequested,
        _ => false,
    };

    private void Book()
    {
        ChargeLeaver();
        Meter.Settle();
        var record = Meter.ToRecord(Id, StartedAt, _failover.Last?.Id, _failover.Attempts, _standIn);
        _call.Recorded?.Invoke(record);
        _usage.Record(record);
    }

    /// <summary>If the caller left: charges for the prompt at least, as soon as a server got it.</summary>
    private void ChargeLeaver()
    {
        if (!Meter.IsLeft)
        {
            return;
        }

        // The one that is delivered; else, before there is one, whichever was asked last.
        _meter = Meter.WasSent || Meter.HasBegun ? Meter : _failover.Sent ?? Meter;
        Meter.ChargePrompt();
    }

    /// <summary>Asks the groups that stand in; one that also fails, or refuses, leaves the first answer standing. One whose limits are used up is passed over.</summary>
    private async ValueTask<Attempt?> FindStandInAsync(ModelGroup group, FailureKind reason)
    {
        foreach (var next in StandIns.Of(_call.Needs, group, reason))
        {
            if (_failover.CanTry(next) && !await MayStandInAsync(next))
            {
                continue;
            }

            _fallbacks++;
            var opened = await OpenStandInAsync(next);
            if (opened is { Refusal: null })
            {
                _standIn = next.Name;
                return opened;
            }

            opened?.Dispose();
            _call.Decision.EndStandIn();
        }

        return null;
    }

    private async ValueTask<Attempt?> OpenStandInAsync(ModelGroup standIn)
    {
        try
        {
            return (await _failover.OpenAsync(standIn)).Opened;
        }
        catch
        {
            // The caller left. Whoever failed before has cost nothing, so that this is about the model that stands in.
            if (_failover.Sent is null)
            {
                _call.Decision.EndStandIn();
            }
            else
            {
                _standIn = standIn.Name;
            }

            throw;
        }
    }

    private async ValueTask<bool> MayStandInAsync(ModelGroup standIn)
    {
        if (_call.StandIns is not { } admitter
            || await admitter.AdmitAsync(_call.Decision, _call.Table, standIn, CallNeeds.OfStandIn(_call.Needs, standIn), _callerLeft) is not { } refusal)
        {
            return true;
        }

        _context.PassedOver(standIn, _call.Route, refusal);
        return false;
    }

    private void Take(Attempt? attempt)
    {
        if (attempt is not null)
        {
            _attempt?.Dispose();
            _attempt = attempt;
            _meter = attempt.Meter;
        }
    }
}
