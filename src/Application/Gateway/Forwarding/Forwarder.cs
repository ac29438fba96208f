using AkashChat.Application.Gateway.Routing;
using AkashChat.Application.Usage;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;
using AkashChat.Domain.Usage;
using Microsoft.Extensions.Logging;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Takes a call to a model server and its answer back to the caller; every call of a known model leaves exactly one usage record.</summary>
public sealed class Forwarder(
    IUpstreamClient upstream,
    IUsageSink usage,
    Router router,
    HedgeBudget hedges,
    IRoutingPeers peers,
    GatewayOptions options,
    TimeProvider clock,
    ILogger<Forwarder> logger)
{
    private volatile AttemptContext? _context;

    /// <summary>Forwards a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="answer">The way back.</param>
    /// <param name="callerLeft">The caller has left; the server's connection is then closed at once.</param>
    /// <returns>An error if nothing was sent to the caller yet; null: the answer is out, or nobody is there to take one.</returns>
    public async Task<Error?> ForwardAsync(GatewayCall call, ICallerAnswer answer, CancellationToken callerLeft)
    {
        var table = call.Table;
        if (table.Find(call.Fields.Model) is not { } group)
        {
            return CatalogErrors.ModelNotFound;
        }

        var way = new CallWay(call, group, ContextOf(table.Rules), router, hedges, callerLeft);
        try
        {
            await usage.BeginAsync(way);
            var error = await way.GoAsync(answer);
            if (error is not null)
            {
                way.Meter.End(UsageOutcome.Failed, error.Kind.ToStatus());
                answer.Fail(way.Describe());
            }

            return error;
        }
        catch (Exception exception) when (way.IsLeft(exception, callerLeft))
        {
            return null;
        }
        catch (Exception) when (!callerLeft.IsCancellationRequested)
        {
            // A defect of ours; whoever called us answers for it, but the record shall not say that the caller left.
            way.Meter.End(UsageOutcome.Failed, ErrorKind.Unexpected.ToStatus());
            throw;
        }
        finally
        {
            try
            {
                way.Dispose();
            }
            finally
            {
                way.ChargeLeaver();
                way.Meter.Settle();
                var record = way.ToRecord();
                call.Recorded?.Invoke(record);
                usage.Record(record);
            }
        }
    }

    private AttemptContext ContextOf(RoutingRules rules) =>
        _context is { } context && ReferenceEquals(context.Rules, rules)
            ? context
            : _context = new AttemptContext(upstream, router.States, peers, options, clock, rules, logger);
}
