using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http.Features;

namespace AkashChat.Web.Hosting.Calls;

/// <content>What is asked for.</content>
internal abstract partial class CallExchange
    : IHttpRequestFeature, IHttpRequestIdentifierFeature, IHttpRequestLifetimeFeature, IHttpRequestBodyDetectionFeature, IRequestBodyPipeFeature,
    IHttpMaxRequestBodySizeFeature, IHttpConnectionFeature
{
    private readonly CallBody _body = new();
    private readonly Lock _leaving = new();
    private Stream? _otherBody;
    private CancellationTokenSource? _left;
    private CancellationToken? _otherLeft;
    private string? _traceIdentifier;
    private string _rawTarget = string.Empty;

    /// <summary>Whether the caller has left, or was given up; the connection then has no other call.</summary>
    internal bool IsGivenUp { get; private set; }

    /// <summary>The header lines of the request.</summary>
    internal HeaderList RequestHeaders { get; } = new();

    string IHttpRequestFeature.Protocol { get; set; } = HttpProtocol.Http11;

    string IHttpRequestFeature.Scheme { get; set; } = Uri.UriSchemeHttp;

    string IHttpRequestFeature.Method { get; set; } = HttpMethods.Post;

    string IHttpRequestFeature.PathBase { get; set; } = string.Empty;

    /// <inheritdoc/>
    public string Path { get; set; } = string.Empty;

    string IHttpRequestFeature.QueryString { get; set; } = string.Empty;

    string IHttpRequestFeature.RawTarget { get => _rawTarget; set => _rawTarget = value; }

    IHeaderDictionary IHttpRequestFeature.Headers { get => RequestHeaders; set => throw new NotSupportedException(); }

    Stream IHttpRequestFeature.Body { get => _otherBody ?? _body.Stream; set => _otherBody = value; }

    PipeReader IRequestBodyPipeFeature.Reader => _body;

    bool IHttpRequestBodyDetectionFeature.CanHaveBody => true;

    // It is here already, and within the bound of what this server takes.
    bool IHttpMaxRequestBodySizeFeature.IsReadOnly => true;

    long? IHttpMaxRequestBodySizeFeature.MaxRequestBodySize
    {
        get => null;
        set => throw new InvalidOperationException("The body was read already.");
    }

    string IHttpRequestIdentifierFeature.TraceIdentifier
    {
        get => _traceIdentifier ??= Guid.NewGuid().ToString("N");
        set => _traceIdentifier = value;
    }

    CancellationToken IHttpRequestLifetimeFeature.RequestAborted
    {
        get
        {
            if (_otherLeft is { } other)
            {
                return other;
            }

            lock (_leaving)
            {
                return IsGivenUp ? new CancellationToken(canceled: true) : (_left ??= new CancellationTokenSource()).Token;
            }
        }

        set => _otherLeft = value;
    }

    string IHttpConnectionFeature.ConnectionId { get; set; } = string.Empty;

    IPAddress? IHttpConnectionFeature.RemoteIpAddress { get; set; }

    IPAddress? IHttpConnectionFeature.LocalIpAddress { get; set; }

    int IHttpConnectionFeature.RemotePort { get; set; }

    int IHttpConnectionFeature.LocalPort { get; set; }

    /// <inheritdoc/>
    public void Abort()
    {
        GiveUp();
        _connection.Abort();
    }

    /// <summary>Tells all that work for the call that nobody waits for it any more; never on this thread, for what they do may take long.</summary>
    internal void GiveUp()
    {
        CancellationTokenSource? left;
        lock (_leaving)
        {
            (left, _left, IsGivenUp) = (_left, null, true);
        }

        if (left is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static left => Cancel(left), left, preferLocal: false);
        }
    }

    private static void Cancel(CancellationTokenSource left)
    {
        try
        {
            left.Cancel();
        }
        catch (AggregateException)
        {
            // What those who are told make of it is theirs; it must not end the process.
        }
    }

    private void BeginRequest(string path, ReadOnlyMemory<byte> body)
    {
        (Path, _rawTarget) = (path, path);
        _body.Reset(body);
    }

    private void ResetRequest()
    {
        RequestHeaders.Reset();
        _body.Reset(default);
        (_otherBody, _otherLeft, _traceIdentifier) = (null, null, null);
        IHttpRequestFeature request = this;
        (request.Protocol, request.Scheme, request.Method, request.PathBase, request.QueryString) =
            (HttpProtocol.Http11, Uri.UriSchemeHttp, HttpMethods.Post, string.Empty, string.Empty);
        lock (_leaving)
        {
            _left = null;
        }

        ResetConnection();
    }

    // A proxy in front says whom it speaks for, and the pipeline writes it here.
    private void ResetConnection()
    {
        IHttpConnectionFeature connection = this;
        connection.ConnectionId = _connection.Id;
        (connection.RemoteIpAddress, connection.RemotePort) = (_connection.Remote?.Address, _connection.Remote?.Port ?? 0);
        (connection.LocalIpAddress, connection.LocalPort) = (_connection.Local?.Address, _connection.Local?.Port ?? 0);
    }
}
