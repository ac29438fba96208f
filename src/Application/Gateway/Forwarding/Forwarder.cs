using AkashChat.Application.Catalog;
using AkashChat.Application.Usage;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;
using AkashChat.Domain.Usage;
using Microsoft.Extensions.Logging;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Takes a call to a model server and its answer back to the caller; every call leaves exactly one usage record.</summary>
public sealed partial class Forwarder(
    IModelCatalog catalog,
    IUpstreamClient upstream,
    IUsageSink usage,
    GatewayOptions options,
    TimeProvider clock,
    ILogger<Forwarder> logger)
{
    /// <summary>Forwards a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="answer">The way back.</param>
    /// <param name="callerLeft">The caller has left; the server's connection is then closed at once.</param>
    /// <returns>An error if nothing was sent to the caller yet; null: the answer is out, or nobody is there to take one.</returns>
    public async Task<Error?> ForwardAsync(GatewayCall call, ICallerAnswer answer, CancellationToken callerLeft)
    {
        if (catalog.Current.Find(call.Fields.Model) is not { } group)
        {
            return CatalogErrors.ModelNotFound;
        }

        var deployment = WeightedChoice.Pick(group.Deployments, Random.Shared.NextDouble());
        var meter = new CallMeter(call, deployment, clock);
        try
        {
            var error = await TryAsync(call, deployment, meter, answer, callerLeft);
            if (error is not null)
            {
                meter.End(UsageOutcome.Failed, error.Kind.ToStatus());
                Log.UpstreamFailed(logger, deployment.Id, call.Route.Path, error.Code);
            }

            return error;
        }
        catch (OperationCanceledException) when (callerLeft.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception) when (!callerLeft.IsCancellationRequested)
        {
            // A defect of ours; whoever called us answers for it, but the record shall not say that the caller left.
            meter.End(UsageOutcome.Failed, ErrorKind.Unexpected.ToStatus());
            throw;
        }
        finally
        {
            meter.Settle();
            usage.Record(meter.ToRecord());
        }
    }

    private async Task<Error?> TryAsync(
        GatewayCall call, Deployment deployment, CallMeter meter, ICallerAnswer answer, CancellationToken callerLeft)
    {
        using var deadline = new CancellationTokenSource(deployment.Timeout, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, callerLeft);
        using var rewritten = CallRewriter.Rewrite(call.Body.Span, call.Fields, deployment.UpstreamModel, askForUsage: call.WantsStream);
        try
        {
            using var response = await upstream.SendAsync(deployment, call.Route, new UpstreamBody(rewritten?.Written ?? call.Body, "application/json"), stop.Token);
            if (!UpstreamStatus.IsForCaller(response.Status))
            {
                return UpstreamStatus.ToError(response);
            }

            return response.IsSuccess && response.IsEventStream
                ? await new StreamRelay(call, deployment, meter, answer).RunAsync(response, deadline, stop.Token, callerLeft)
                : await new PlainRelay(deployment, meter, answer, options).RunAsync(response, stop.Token, callerLeft);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !callerLeft.IsCancellationRequested)
        {
            return GatewayErrors.UpstreamTimeout;
        }
        catch (UpstreamException exception) when (!callerLeft.IsCancellationRequested)
        {
            return exception.IsUnreachable ? GatewayErrors.UpstreamUnreachable : GatewayErrors.UpstreamIncomplete;
        }
        catch (IOException) when (!callerLeft.IsCancellationRequested)
        {
            return GatewayErrors.UpstreamIncomplete;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3000, LogLevel.Warning, "Deployment {DeploymentId} failed a call of {Route}: {Code}")]
        public static partial void UpstreamFailed(ILogger logger, string deploymentId, string route, string code);
    }
}
