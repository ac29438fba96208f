using AkashChat.Application.Gateway.Routing;
using AkashChat.Application.Usage;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;
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
    public Task<Error?> ForwardAsync(GatewayCall call, ICallerAnswer answer, CancellationToken callerLeft)
    {
        var table = call.Table;
        return table.Find(call.Fields.Model) is { } group
            ? new CallWay(call, group, ContextOf(table.Rules), router, hedges, usage, callerLeft).GoAsync(answer)
            : Task.FromResult<Error?>(CatalogErrors.ModelNotFound);
    }

    private AttemptContext ContextOf(RoutingRules rules) =>
        _context is { } context && ReferenceEquals(context.Rules, rules)
            ? context
            : _context = new AttemptContext(upstream, router.States, peers, options, clock, rules, logger);
}
