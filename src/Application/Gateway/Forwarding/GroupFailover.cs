using AkashChat.Application.Gateway.Routing;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Tries a group's deployments, one after another, until one answers or the retry rules say stop.</summary>
/// <remarks>
/// A deployment that was not tried yet is tried at once. Only when all were, the same ones are tried again, after a wait. If
/// nobody said how many retries there are, all deployments are tried: no request is lost while one of them is well.
/// </remarks>
internal sealed class GroupFailover(GatewayCall call, AttemptContext context, Router router, HedgeBudget hedges, CancellationToken callerLeft)
{
    // Whatever fails so often is the request's own fault, or everybody's.
    private const int MaxAttempts = 10;
    private const int MaxRepeats = 2;

    /// <summary>How many attempts were made, in all groups.</summary>
    public int Attempts { get; private set; }

    /// <summary>How long servers were waited for.</summary>
    public TimeSpan UpstreamTime { get; private set; }

    /// <summary>The deployment of the last attempt; null: there was none.</summary>
    public Deployment? Last { get; private set; }

    /// <summary>Finds a deployment that answers.</summary>
    /// <returns>An attempt that can be delivered, or what went wrong.</returns>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    public async ValueTask<(Attempt? Opened, AttemptFailure? Failure)> OpenAsync(ModelGroup group)
    {
        var request = RoutingRequests.Of(call, context.Rules);
        var rules = context.Rules.RetriesOf.GetValueOrDefault(group.Pattern ?? group.Name, context.Rules.Retries);
        var tried = new List<Candidate>();
        AttemptFailure? last = null;
        var failures = 0;
        var repeats = 0;
        while (TimeLeft is var left && left > TimeSpan.Zero)
        {
            var choice = router.Choose(group, context.Rules, request, tried);
            if (choice.Candidate is { } candidate)
            {
                var (opened, failure) = await TryAsync(group, request, candidate, tried, left);
                if (opened is not null)
                {
                    return (opened, null);
                }

                last = failure!;
                if (!last.CanFailOver || ++failures > Allowed(last, rules))
                {
                    return (null, last);
                }
            }
            else if (last is null || tried.Count == 0 || !last.CanRepeat || repeats == MaxRepeats || !await WaitAsync(rules, repeats++))
            {
                return (null, last ?? choice.Failure);
            }
            else
            {
                tried.Clear();
            }
        }

        return (null, last ?? new AttemptFailure(FailureKind.Timeout, GatewayErrors.UpstreamTimeout));
    }

    private TimeSpan TimeLeft => (call.Controls.Timeout is { } asked && asked < context.Rules.RequestTimeout ? asked : context.Rules.RequestTimeout)
        - context.Clock.GetElapsedTime(call.StartedAt);

    private int Allowed(AttemptFailure failure, RetryRules rules) =>
        Math.Min(call.Controls.Retries ?? rules.For(failure.Kind) ?? MaxAttempts - 1, MaxAttempts - 1);

    private async ValueTask<(Attempt? Opened, AttemptFailure? Failure)> TryAsync(
        ModelGroup group, RoutingRequest request, Candidate candidate, List<Candidate> tried, TimeSpan longestWait)
    {
        var startedAt = context.States.Now;
        var attempt = Begin(candidate, tried, longestWait);
        try
        {
            hedges.Earn(context.Rules.HedgeShare);
            var (opened, failure) = context.Rules.HedgeAfter is { } after
                ? await new HedgedOpening(attempt, after, () => BeginHedge(group, request, tried, longestWait), context.Clock).OpenAsync(callerLeft)
                : await OpenAsync(attempt);
            if (failure is not null)
            {
                context.Failed(Last!, call.Route, failure);
            }

            return (opened, failure);
        }
        finally
        {
            UpstreamTime += TimeSpan.FromTicks(context.States.Now - startedAt);
        }
    }

    private static async ValueTask<(Attempt? Opened, AttemptFailure? Failure)> OpenAsync(Attempt attempt)
    {
        AttemptFailure? failure = null;
        var isOpen = false;
        try
        {
            failure = await attempt.OpenAsync();
            isOpen = failure is null;
        }
        finally
        {
            if (!isOpen)
            {
                attempt.Dispose();
            }
        }

        return (isOpen ? attempt : null, failure);
    }

    private Attempt Begin(Candidate candidate, List<Candidate> tried, TimeSpan longestWait)
    {
        Attempts++;
        Last = candidate.Deployment;
        tried.Add(candidate);
        return new Attempt(call, candidate, context, longestWait, callerLeft);
    }

    private Attempt? BeginHedge(ModelGroup group, RoutingRequest request, List<Candidate> tried, TimeSpan longestWait) =>
        hedges.TrySpend() && router.Choose(group, context.Rules, request, tried).Candidate is { } other ? Begin(other, tried, longestWait) : null;

    /// <summary>Waits before the same deployments are tried again.</summary>
    /// <returns>Whether there was time for it.</returns>
    private async ValueTask<bool> WaitAsync(RetryRules rules, int repeats)
    {
        var wait = RetryWait.Of(repeats, rules.MinWait, Random.Shared);
        if (wait >= TimeLeft)
        {
            return false;
        }

        await Task.Delay(wait, context.Clock, callerLeft);
        return true;
    }
}
