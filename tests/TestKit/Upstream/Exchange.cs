using System.Text;
using Microsoft.AspNetCore.Http;

namespace AkashChat.TestKit.Upstream;

/// <summary>How the scripted upstream answers one request.</summary>
public delegate Task Script(Exchange exchange);

/// <summary>One request at the scripted upstream, in a script's hands.</summary>
public sealed class Exchange
{
    private readonly HttpContext _context;
    private long? _rest;

    internal Exchange(HttpContext context, UpstreamRequest request, CancellationToken ended)
    {
        _context = context;
        Request = request;
        Ended = ended;
    }

    /// <summary>What was asked.</summary>
    public UpstreamRequest Request { get; }

    /// <summary>The client has left, or the upstream is being taken down.</summary>
    public CancellationToken Ended { get; }

    /// <summary>Whether a client that leaves now leaves nothing behind: all is sent, or the script itself broke off.</summary>
    internal bool IsOver { get; private set; }

    /// <summary>Waits at a gate, if there is one.</summary>
    public Task PassAsync(Gate? gate) => gate?.PassAsync(Ended) ?? Task.CompletedTask;

    /// <summary>Sets a header of the answer.</summary>
    public void Header(string name, string value) => _context.Response.Headers[name] = value;

    /// <summary>Sends the head of the answer at once.</summary>
    /// <param name="status">The status.</param>
    /// <param name="contentType">The content type.</param>
    /// <param name="length">The announced length, true or not; null: chunked.</param>
    public async Task BeginAsync(int status, string contentType, long? length = null)
    {
        _context.Response.StatusCode = status;
        _context.Response.ContentType = contentType;
        _context.Response.ContentLength = length;
        Request.SentStatus = status;
        _rest = length;
        await _context.Response.StartAsync(Ended);
        await _context.Response.Body.FlushAsync(Ended);
    }

    /// <summary>Sends bytes; when it returns they have left the process.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        // Noted first: the client may see them before the next line runs.
        Request.NoteSent(bytes.Span);
        _rest -= bytes.Length;
        IsOver |= _rest == 0;
        await _context.Response.Body.WriteAsync(bytes, Ended);
        await _context.Response.Body.FlushAsync(Ended);
    }

    /// <summary>Sends text.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends the last bytes of a stream; clients may close the connection as soon as they have them.</summary>
    public Task SendLastAsync(ReadOnlyMemory<byte> bytes)
    {
        IsOver = true;
        return SendAsync(bytes);
    }

    /// <summary>Sends the last text of a stream.</summary>
    public Task SendLastAsync(string text) => SendLastAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends a whole plain answer.</summary>
    public async Task AnswerAsync(int status, string contentType, byte[] body)
    {
        await BeginAsync(status, contentType, body.Length);
        await SendAsync(body);
    }

    /// <summary>Sends a whole answer in JSON.</summary>
    public Task AnswerAsync(int status, string json) => AnswerAsync(status, "application/json", Encoding.UTF8.GetBytes(json));

    /// <summary>Closes the connection in the middle of the answer; all that was sent before arrives.</summary>
    public void BreakOff()
    {
        IsOver = true;
        _context.Abort();
    }
}
