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

    // LiteLLM's default of two retries; more only on deployments that were not tried yet, or if somebody asked for more.
    private const int UnaskedRetries = 2;

    // Nearly all calls are answered by the first.
    private const int UsualAttempts = 1;

    private readonly RoutingRequest _request = RoutingRequests.Of(call, context.Rules);

    // Attempts that failed in a way that may be the request's: nobody is blamed until another deployment answers it.
    private List<(Attempt Attempt, AttemptFailure Failure)>? _doubtful;
    private bool _hasBlamed;
    private bool _hasEarned;
    private CallMeter? _newest;

    /// <summary>How many attempts were made, in all groups.</summary>
    public int Attempts { get; private set; }

    /// <summary>How long servers were waited for.</summary>
    public TimeSpan UpstreamTime { get; private set; }

    /// <summary>The deployment of the last attempt; null: there was none.</summary>
    public Deployment? Last { get; private set; }

    /// <summary>Whether a deployment of a group could be tried at all.</summary>
    public bool CanTry(ModelGroup group) => router.HasAnother(group, context.Rules, _request, []);

    /// <summary>The meter of the newest attempt whose server got the request, and neither refused it nor failed; null: there is none.</summary>
    public CallMeter? Sent
    {
        get
        {
            var meter = _newest;
            while (meter is { WasSent: false })
            {
                meter = meter.Before;
            }

            return meter;
        }
    }

    /// <summary>Finds a deployment that answers.</summary>
    /// <returns>An attempt that can be delivered, or what went wrong.</returns>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    public async ValueTask<(Attempt? Opened, AttemptFailure? Failure)> OpenAsync(ModelGroup group)
    {
        var rules = context.Rules.RetriesOf.GetValueOrDefault(group.Pattern ?? group.Name, context.Rules.Retries);
        var tried = new List<Candidate>(UsualAttempts);
        AttemptFailure? last = null;
        var failures = 0;
        var repeats = 0;
        while (TimeLeft is var left && left > TimeSpan.Zero)
        {
            var choice = router.Choose(group, context.Rules, _request, tried);
            if (choice.Candidate is not null)
            {
                var attempt = Begin(choice, tried, left);
                Attempt? opened = null;
                try
                {
                    (opened, last) = context.Rules.HedgeAfter is { } after
                        ? await OpenHedgedAsync(attempt, after, group, tried, left)
                        : Judge(attempt, await attempt.OpenAsync());
                }
                finally
                {
                    End(attempt, opened);
                }

                if (opened is not null)
                {
                    return (opened, null);
                }

                if (!last!.CanFailOver || ++failures > Allowed(last, rules))
                {
                    return (null, last);
                }
            }
            else if (last is null)
            {
                return (null, choice.Failure);
            }
            else if (!last.CanRepeat || failures > (Asked(last, rules) ?? UnaskedRetries) || !AnyIsHealthy(tried) || !await WaitAsync(rules, repeats++))
            {
                return (null, last);
            }
            else
            {
                tried.Clear();
            }
        }

        return (null, last ?? new AttemptFailure(FailureKind.Timeout, GatewayErrors.UpstreamTimeout));
    }

    // Those that are left alone for long are not worth the wait.
    private bool AnyIsHealthy(List<Candidate> tried)
    {
        foreach (var candidate in tried)
        {
            if (candidate.State.IsHealthy(context.States.Now))
            {
                return true;
            }
        }

        return false;
    }

    private TimeSpan TimeLeft => (call.Controls.Timeout is { } asked && asked < context.Rules.RequestTimeout ? asked : context.Rules.RequestTimeout)
        + call.BodyWait - context.Clock.GetElapsedTime(call.StartedAt);

    private int Allowed(AttemptFailure failure, RetryRules rules) => Math.Min(Asked(failure, rules) ?? MaxAttempts - 1, MaxAttempts - 1);

    /// <summary>The retries that somebody asked for; a caller can only ask for less than the rules say.</summary>
    private int? Asked(AttemptFailure failure, RetryRules rules)
    {
        var said = rules.For(failure.Kind);
        return call.Controls.Retries is { } asked ? Math.Min(asked, said ?? MaxAttempts - 1) : said;
    }

    private (Attempt? Opened, AttemptFailure? Failure) Judge(Attempt attempt, AttemptFailure? failure)
    {
        if (failure is null)
        {
            return (attempt, null);
        }

        Fail(attempt, failure);
        return (null, failure);
    }

    /// <summary>Ends the opening of an attempt, and of the second one if there was one: who opens a hedge closes what has lost.</summary>
    private void End(Attempt attempt, Attempt? opened)
    {
        if (opened is not null)
        {
            Last = opened.Candidate.Deployment;
            BlameDoubtful();
        }
        else if (context.Rules.HedgeAfter is null)
        {
            attempt.Dispose();
        }

        // With a hedge the loser is waited for, too.
        var endedAt = context.Rules.HedgeAfter is null ? opened?.OpenedAt : null;
        UpstreamTime += TimeSpan.FromTicks((endedAt ?? context.States.Now) - attempt.StartedAt);
    }

    private Task<(Attempt? Opened, AttemptFailure? Failure)> OpenHedgedAsync(
        Attempt attempt, TimeSpan after, ModelGroup group, List<Candidate> tried, TimeSpan longestWait)
    {
        if (!_hasEarned)
        {
            _hasEarned = true;
            hedges.Earn(context.Rules.HedgeShare);
        }

        return new HedgedOpening(attempt, after, () => BeginHedge(group, tried, longestWait), Fail, context.Clock).OpenAsync(callerLeft);
    }

    private void Fail(Attempt attempt, AttemptFailure failure)
    {
        attempt.Meter.Ended();
        context.Failed(attempt.Candidate.Deployment, call.Route, failure);
        if (failure.MayBeTheRequests && _hasBlamed)
        {
            (_doubtful ??= []).Add((attempt, failure));
            return;
        }

        _hasBlamed |= failure.MayBeTheRequests;
        attempt.Blame(failure);
    }

    private void BlameDoubtful()
    {
        if (_doubtful is null)
        {
            return;
        }

        foreach (var (attempt, failure) in _doubtful)
        {
            attempt.Blame(failure);
        }

        _doubtful = null;
    }

    private Attempt Begin(RoutingChoice choice, List<Candidate> tried, TimeSpan longestWait)
    {
        Attempts++;
        Last = choice.Candidate!.Deployment;
        tried.Add(choice.Candidate);
        var attempt = new Attempt(call, choice, context, longestWait, callerLeft);
        attempt.Meter.Before = _newest;
        _newest = attempt.Meter;
        return attempt;
    }

    private Attempt? BeginHedge(ModelGroup group, List<Candidate> tried, TimeSpan longestWait)
    {
        if (!router.HasAnother(group, context.Rules, _request, tried) || !hedges.TrySpend())
        {
            return null;
        }

        var choice = router.Choose(group, context.Rules, _request, tried);
        return choice.Candidate is null ? null : Begin(choice, tried, longestWait);
    }

    /// <summary>Waits before the same deployments are tried again.</summary>
    /// <returns>Whether there was time for it.</returns>
    private async Task<bool> WaitAsync(RetryRules rules, int repeats)
    {
        var wait = RetryWait.Of(repeats, rules.MinWait, router.Random);
        if (wait >= TimeLeft)
        {
            return false;
        }

        await Task.Delay(wait, context.Clock, callerLeft);
        return true;
    }
}
