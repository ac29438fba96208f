using AkashChat.Application.Gateway.Routing;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>One try of a call on one deployment: opened first, so that a failure can be made good elsewhere, then delivered.</summary>
/// <remarks>Disposing it closes the server's connection if the answer is not over, and gives the deployment's place back.</remarks>
internal sealed class Attempt : IDisposable
{
    private static readonly TimeSpan ErrorBodyTime = TimeSpan.FromSeconds(2);

    private readonly GatewayCall _call;
    private readonly AttemptContext _context;
    private readonly AttemptDeadline _deadline;
    private readonly CancellationToken _callerLeft;
    private readonly CallMeter _meter;
    private readonly Passage _passage;

    // A caller's own short deadline says nothing about the server.
    private readonly bool _isCallersDeadline;
    private UpstreamAnswer? _upstream;
    private StreamRelay? _stream;
    private PlainRelay? _plain;
    private ByteRelay? _bytes;
    private bool _isEnded;
    private bool _isPraised;

    /// <summary>Prepares a try; the candidate's request has begun.</summary>
    public Attempt(GatewayCall call, in RoutingChoice choice, AttemptContext context, TimeSpan longestWait, CancellationToken callerLeft)
    {
        _call = call;
        Candidate = choice.Candidate!;
        StartedAt = choice.At;
        _passage = choice.Passage;
        _context = context;
        _callerLeft = callerLeft;
        _meter = new CallMeter(call, Deployment, context.Clock);
        var wait = call.WantsStream ? Deployment.StreamTimeout : Deployment.Timeout;
        _deadline = new AttemptDeadline(context.Deadlines, longestWait < wait ? longestWait : wait, Deployment.StreamTimeout, callerLeft);
        _isCallersDeadline = longestWait < wait && call.Controls.Timeout is not null;
    }

    /// <summary>Where it is tried.</summary>
    public Candidate Candidate { get; }

    /// <summary>When it began.</summary>
    public long StartedAt { get; }

    /// <summary>When there was a good answer that could be delivered; null: there is none yet.</summary>
    public long? OpenedAt { get; private set; }

    /// <summary>What the call used, as far as this attempt goes.</summary>
    public CallMeter Meter => _meter;

    /// <summary>Why the server refuses the request, if it does, in an answer that can be delivered.</summary>
    public FailureKind? Refusal => _plain?.Refusal;

    private Deployment Deployment => Candidate.Deployment;

    /// <summary>Sends the call, and waits until an answer can be delivered.</summary>
    /// <returns>What went wrong, and nobody was blamed for yet; null: it can.</returns>
    /// <exception cref="OperationCanceledException">The caller has left, or somebody else was faster.</exception>
    public async Task<AttemptFailure?> OpenAsync()
    {
        try
        {
            using (var rewritten = CallRewriter.Rewrite(_call.Body.Span, _call.Fields, Deployment.UpstreamModel, _call.AsksForUsage && Deployment.Provider.TakesStreamOptions))
            {
                _upstream = await _context.Upstream.SendAsync(
                    Deployment, _call.Route, new UpstreamBody(rewritten?.Written ?? _call.Body, _call.ContentType, _meter), _deadline.Token);
            }

            if (await OpenAnswerAsync(_upstream) is { } failure)
            {
                return failure;
            }
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

        Opened();
        return null;
    }

    /// <summary>Counts a failure of this attempt against its server.</summary>
    public void Blame(AttemptFailure failure)
    {
        End();
        var now = _context.States.Now;
        if (!(failure.Error == GatewayErrors.UpstreamTimeout && _isCallersDeadline)
            && Candidate.State.Blame(failure, _passage, _isPraised, _context.Cooldown(Deployment), now))
        {
            _context.Cooled(Deployment, failure, Candidate.State.CoolsFor(now));
        }
    }

    /// <summary>Sends the answer to the caller.</summary>
    /// <returns>An error to answer with instead; null: the answer is out, whichever way it ended.</returns>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    public Task<Error?> DeliverAsync(ICallerAnswer answer, AnswerWay way) =>
        _plain is not null ? _plain.DeliverAsync(answer, way, _callerLeft)
        : DeliverPiecesAsync(_stream is not null ? _stream.DeliverAsync(answer, way, _callerLeft) : _bytes!.DeliverAsync(answer, way, _callerLeft));

    /// <summary>Gives up: somebody else was faster.</summary>
    public void Stop()
    {
        _deadline.Stop();
        _meter.Ended();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        End();

        // The server's connection first: nothing may write into the buffers any more when they go back.
        _upstream?.Dispose();
        _stream?.Dispose();
        _plain?.Dispose();
        _bytes?.Dispose();
        _deadline.Dispose();
    }

    private async Task<Error?> DeliverPiecesAsync(Task<AttemptFailure?> delivery)
    {
        if (await delivery is { } failure)
        {
            Blame(failure);
        }

        return null;
    }

    private void Opened()
    {
        _deadline.Pause();
        if (_plain is not null)
        {
            // It is whole.
            _deadline.Release();
        }

        if (Refusal is not null)
        {
            // Only its bytes are kept; models that stand in may need the place.
            _meter.Ended();
            End();
            return;
        }

        var now = _context.States.Now;
        OpenedAt = now;
        NoteLatency(now);
        _isPraised = true;
        Candidate.State.Praise(now);
    }

    private async ValueTask<AttemptFailure?> OpenAnswerAsync(UpstreamAnswer upstream)
    {
        if (!UpstreamStatus.IsForCaller(upstream.Status))
        {
            _deadline.Restart(ErrorBodyTime);
            return await UpstreamErrorReader.OfFailureAsync(upstream, _deadline.Token);
        }

        if (upstream.IsSuccess)
        {
            // A long answer is no long trial.
            Candidate.State.Answer(_passage);
        }

        if (upstream.IsSuccess && upstream.IsEncoded)
        {
            // We asked for none, and the caller would not hear of it.
            return new AttemptFailure(FailureKind.BadGateway, GatewayErrors.UpstreamIncomplete);
        }

        if (upstream.IsSuccess && upstream.IsEventStream)
        {
            _stream = new StreamRelay(_call, upstream, _deadline, _meter, _context.KeepAlive);
            return await _stream.OpenAsync();
        }

        if (upstream.IsSuccess && _call.Route.AnswersBytes && !upstream.IsJson)
        {
            _bytes = new ByteRelay(_call, upstream, _deadline, _meter);
            await _bytes.OpenAsync();
            return null;
        }

        _plain = new PlainRelay(upstream, _meter, _context.Options);
        return await _plain.OpenAsync(_deadline.Token);
    }

    private void NoteLatency(long now)
    {
        var microseconds = (now - StartedAt) / (double)TimeSpan.TicksPerMicrosecond;
        var written = Math.Max(1, _plain?.CompletionTokens ?? 1);
        Candidate.State.NoteLatency(_stream is not null, microseconds / written, now);
    }

    private void End()
    {
        if (!_isEnded)
        {
            _isEnded = true;
            Candidate.State.End(_passage, _meter.Tokens, _context.States.Now);
        }
    }
}
