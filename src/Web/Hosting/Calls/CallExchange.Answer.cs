using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace AkashChat.Web.Hosting.Calls;

/// <content>What is answered.</content>
internal abstract partial class CallExchange : IHttpResponseFeature, IHttpResponseBodyFeature
{
    private readonly HeaderList _answerHeaders = new();
    private Stack<(Func<object, Task> Work, object State)>? _onStarting;
    private Stack<(Func<object, Task> Work, object State)>? _onCompleted;
    private int _status = StatusCodes.Status200OK;

    /// <inheritdoc/>
    public bool HasStarted { get; private set; }

    /// <summary>Whether the answer is complete.</summary>
    internal bool IsOver { get; private set; }

    /// <summary>Whether nothing else can follow on the connection.</summary>
    internal bool IsLast { get; private set; }

    /// <summary>The body of the answer.</summary>
    internal CallWriter Writer { get; }

    int IHttpResponseFeature.StatusCode
    {
        get => _status;
        set
        {
            RequireNotStarted();
            _status = value;
        }
    }

    // What stands there, clients ignore (RFC 9112, section 4).
    string? IHttpResponseFeature.ReasonPhrase { get; set; }

    IHeaderDictionary IHttpResponseFeature.Headers { get => _answerHeaders; set => throw new NotSupportedException(); }

    // Whoever wants to write differently sets a body feature of his own.
    Stream IHttpResponseFeature.Body { get => Writer.Stream; set => throw new NotSupportedException(); }

    Stream IHttpResponseBodyFeature.Stream => Writer.Stream;

    PipeWriter IHttpResponseBodyFeature.Writer => Writer;

    void IHttpResponseFeature.OnStarting(Func<object, Task> callback, object state)
    {
        RequireNotStarted();
        (_onStarting ??= new()).Push((callback, state));
    }

    void IHttpResponseFeature.OnCompleted(Func<object, Task> callback, object state) => (_onCompleted ??= new()).Push((callback, state));

    void IHttpResponseBodyFeature.DisableBuffering()
    {
        // Nothing waits longer than until the end of a round.
    }

    Task IHttpResponseBodyFeature.StartAsync(CancellationToken cancellationToken) => HasStarted ? Task.CompletedTask : Writer.FlushAsync(cancellationToken).AsTask();

    Task IHttpResponseBodyFeature.SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken) =>
        SendFileFallback.SendFileAsync(Writer.Stream, path, offset, count, cancellationToken);

    Task IHttpResponseBodyFeature.CompleteAsync() => IsOver ? Task.CompletedTask : EndAsync().AsTask();

    /// <summary>Puts the head on its way.</summary>
    internal async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (_onStarting is not null && _onStarting.TryPop(out var callback))
        {
            await callback.Work(callback.State);
        }

        Start();
    }

    /// <summary>Ends the answer; one that has not begun has no body.</summary>
    internal async ValueTask EndAsync()
    {
        if (IsOver)
        {
            return;
        }

        if (IsGivenUp)
        {
            // What was cut off must not look whole, nor what was never said like an answer.
            IsOver = true;
            return;
        }

        if (!HasStarted)
        {
            if (Writer.UnflushedBytes == 0 && CanHaveBody && _answerHeaders.ContentLength is null)
            {
                _answerHeaders.ContentLength = 0;
            }

            await StartAsync(CancellationToken.None);
        }

        await Writer.EndAsync();
        IsOver = true;
        if (Writer.IsShort)
        {
            // The caller waits for the rest, and must not take the next answer for it.
            Abort();
        }
    }

    /// <summary>Answers for a pipeline that failed before it said anything.</summary>
    internal async ValueTask FailAsync()
    {
        _onStarting?.Clear();
        _answerHeaders.Clear();
        Writer.Reset();
        (_status, IsLast) = (StatusCodes.Status500InternalServerError, true);
        await EndAsync();
    }

    /// <summary>Tells those who wanted to know that the call is over.</summary>
    internal async ValueTask TellCompletedAsync(ILogger logger)
    {
        while (_onCompleted is not null && _onCompleted.TryPop(out var callback))
        {
            try
            {
                await callback.Work(callback.State);
            }
            catch (Exception exception)
            {
                // The others are to be told all the same.
                CallFailure.Log(logger, exception);
            }
        }
    }

    private bool CanHaveBody => _status is >= 200 and not (StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified);

    private void Start()
    {
        HasStarted = true;
        var length = _answerHeaders.ContentLength;
        var isChunked = CanHaveBody && length is null;
        IsLast |= _connection.IsStopping || HeaderUtilities.ContainsCacheDirective(_answerHeaders[HeaderNames.Connection], "close");
        if (IsLast)
        {
            _answerHeaders[HeaderNames.Connection] = "close";
        }

        if (isChunked)
        {
            _answerHeaders[HeaderNames.TransferEncoding] = "chunked";
        }

        _answerHeaders.IsReadOnly = true;
        Writer.Begin(CanHaveBody ? length : 0, isChunked);
        _connection.Sender.Append(new AnswerStart(_status, _answerHeaders, _answerHeaders.ContainsKey(HeaderNames.Date) ? "\r\n"u8 : _connection.DateLine));
    }

    private void ResetAnswer()
    {
        _answerHeaders.Reset();
        Writer.Reset();
        _onStarting?.Clear();
        _onCompleted?.Clear();
        ((IHttpResponseFeature)this).ReasonPhrase = null;
        _status = StatusCodes.Status200OK;
        (HasStarted, IsLast) = (false, false);
    }

    private void RequireNotStarted()
    {
        if (HasStarted)
        {
            throw new InvalidOperationException("The head of the answer is on its way already.");
        }
    }
}
