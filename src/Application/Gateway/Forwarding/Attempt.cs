using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>One try of a call on one deployment: opened first, so that a failure can be made good elsewhere, then delivered.</summary>
/// <remarks>Disposing it closes the server's connection if the answer is not over, and gives the deployment's place back.</remarks>
internal sealed class Attempt : IDisposable
{
    private readonly GatewayCall _call;
    private readonly AttemptContext _context;
    private readonly AttemptDeadline _deadline;
    private readonly CancellationToken _callerLeft;
    private readonly CallMeter _meter;
    private readonly long _startedAt;
    private UpstreamAnswer? _upstream;
    private StreamRelay? _stream;
    private PlainRelay? _plain;
    private ByteRelay? _bytes;
    private bool _isEnded;

    /// <summary>Prepares a try; the candidate's request has begun.</summary>
    public Attempt(GatewayCall call, Candidate candidate, AttemptContext context, TimeSpan longestWait, CancellationToken callerLeft)
    {
        _call = call;
        Candidate = candidate;
        _context = context;
        _callerLeft = callerLeft;
        _meter = new CallMeter(call, candidate.Deployment, context.Clock);
        _startedAt = context.States.Now;
        var wait = call.WantsStream ? Deployment.StreamTimeout : Deployment.Timeout;
        _deadline = new AttemptDeadline(context.Clock, longestWait < wait ? longestWait : wait, Deployment.StreamTimeout, callerLeft);
        HasFullTime = longestWait >= wait;
    }

    /// <summary>Where it is tried.</summary>
    public Candidate Candidate { get; }

    /// <summary>What the call used, as far as this attempt goes.</summary>
    public CallMeter Meter => _meter;

    /// <summary>Why the server refuses the request, if it does, in an answer that can be delivered.</summary>
    public FailureKind? Refusal => _plain?.Refusal;

    private Deployment Deployment => Candidate.Deployment;

    // A caller's own short deadline says nothing about the server.
    private bool HasFullTime { get; }

    /// <summary>Sends the call, and waits until an answer can be delivered.</summary>
    /// <returns>What went wrong; null: it can.</returns>
    /// <exception cref="OperationCanceledException">The caller has left, or somebody else was faster.</exception>
    public async Task<AttemptFailure?> OpenAsync()
    {
        var failure = await TryOpenAsync();
        if (failure is not null)
        {
            EndFailed(failure);
            return failure;
        }

        _deadline.Pause();
        NoteLatency();
        Candidate.State.Answer();
        return null;
    }

    /// <summary>Sends the answer to the caller.</summary>
    /// <returns>An error to answer with instead; null: the answer is out, whichever way it ended.</returns>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    public async Task<Error?> DeliverAsync(ICallerAnswer answer, AnswerWay way)
    {
        if (_plain is not null)
        {
            var error = await _plain.DeliverAsync(answer, way, _callerLeft);
            EndWell();
            return error;
        }

        var delivery = _stream is not null ? _stream.DeliverAsync(answer, way, _callerLeft) : _bytes!.DeliverAsync(answer, way, _callerLeft);
        if (await delivery is { } failure)
        {
            EndFailed(failure);
        }
        else
        {
            EndWell();
        }

        return null;
    }

    /// <summary>Gives up: somebody else was faster.</summary>
    public void Stop() => _deadline.Stop();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isEnded)
        {
            _isEnded = true;
            Candidate.State.Abstain(_meter.Tokens, _context.States.Now);
        }

        _stream?.Dispose();
        _plain?.Dispose();
        _bytes?.Dispose();
        _upstream?.Dispose();
        _deadline.Dispose();
    }

    private async Task<AttemptFailure?> TryOpenAsync()
    {
        try
        {
            using (var rewritten = CallRewriter.Rewrite(_call.Body.Span, _call.Fields, Deployment.UpstreamModel, _call.AsksForUsage && Deployment.Provider.TakesStreamOptions))
            {
                _upstream = await _context.Upstream.SendAsync(
                    Deployment, _call.Route, new UpstreamBody(rewritten?.Written ?? _call.Body, _call.ContentType), _deadline.Token);
            }

            return await OpenAnswerAsync(_upstream);
        }
        catch (OperationCanceledException) when (_deadline.HasPassed)
        {
            return new AttemptFailure(FailureKind.Timeout, GatewayErrors.UpstreamTimeout);
        }
        catch (UpstreamException exception) when (!_callerLeft.IsCancellationRequested)
        {
            return exception.IsUnreachable
                ? new AttemptFailure(FailureKind.Unreachable, GatewayErrors.UpstreamUnreachable)
                : new AttemptFailure(FailureKind.BadGateway, GatewayErrors.UpstreamIncomplete);
        }
        catch (IOException) when (!_callerLeft.IsCancellationRequested)
        {
            return new AttemptFailure(FailureKind.BadGateway, GatewayErrors.UpstreamIncomplete);
        }
    }

    private ValueTask<AttemptFailure?> OpenAnswerAsync(UpstreamAnswer upstream)
    {
        if (!UpstreamStatus.IsForCaller(upstream.Status))
        {
            return ValueTask.FromResult<AttemptFailure?>(UpstreamStatus.ToFailure(upstream.Status, upstream.RetryAfter));
        }

        if (upstream.IsSuccess && upstream.IsEventStream)
        {
            _stream = new StreamRelay(_call, upstream, _deadline, _meter, _context.KeepAlive);
            return _stream.OpenAsync();
        }

        if (upstream.IsSuccess && _call.Route.AnswersBytes && !upstream.IsJson)
        {
            _bytes = new ByteRelay(_call, upstream, _deadline, _meter);
            return _bytes.OpenAsync();
        }

        _plain = new PlainRelay(upstream, _meter, _context.Options);
        return _plain.OpenAsync(_deadline.Token);
    }

    private void NoteLatency()
    {
        if (Refusal is not null)
        {
            return;
        }

        var now = _context.States.Now;
        var microseconds = (now - _startedAt) / (double)TimeSpan.TicksPerMicrosecond;
        var written = Math.Max(1, _plain?.CompletionTokens ?? 1);
        Candidate.State.NoteLatency(_stream is not null, microseconds / written, now);
    }

    private void EndWell()
    {
        _isEnded = true;
        Candidate.State.Succeed(_meter.Tokens, _context.States.Now);
    }

    private void EndFailed(AttemptFailure failure)
    {
        _isEnded = true;
        var now = _context.States.Now;
        if (failure.Kind == FailureKind.Timeout && !HasFullTime)
        {
            Candidate.State.Abstain(_meter.Tokens, now);
            return;
        }

        if (Candidate.State.Fail(failure, _context.Cooldown(Deployment), now))
        {
            _context.Cooled(Deployment, failure, Candidate.State.CoolsFor(now));
        }
    }
}
