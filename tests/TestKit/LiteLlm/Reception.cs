using System.Collections.Concurrent;
using AkashChat.TestKit.Upstream;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>Takes requests in, sees to holds and faults, has them applied, and sends the answers.</summary>
internal sealed class Reception
{
    private readonly ProxyState _state;
    private readonly Faults _faults;
    private readonly RouteTable _routes;
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly ConcurrentQueue<HeldRequest> _holds = new();
    private readonly Lock _numbering = new();
    private int _ordinal;
    private int _managementOrdinal;

    public Reception(ProxyState state, Faults faults)
    {
        _state = state;
        _faults = faults;
        Plane = new DataPlane(state, new RateLimits(state.Clock));
        _routes = new RouteTable(state, Plane);
    }

    public DataPlane Plane { get; }

    public Func<RequestAtMoment, Task>? OnRequest { get; set; }

    public Tally Arrivals { get; } = new("Requests");

    public Tally AbortedCalls { get; } = new("Aborted calls");

    public Tally AbortedStreams { get; } = new("Aborted streams");

    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    public HeldRequest Hold(Func<RecordedRequest, bool> selector, Moment moment)
    {
        var hold = new HeldRequest(selector, moment);
        _holds.Enqueue(hold);
        return hold;
    }

    public async Task ReceiveAsync(HttpContext context, CancellationToken down)
    {
        // The client may leave while it still sends; that is no request yet.
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var route = _routes.Find(context.Request.Method, context.Request.Path.Value!);
        var credentials = Credentials.Read(context.Request);
        var request = Record(context, route.Kind, credentials, body.ToArray());
        var call = new Call(context, request, _state, credentials.Count == 0 ? null : credentials[0].Key);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, down);
        try
        {
            await new Passage(context, call, route, this, ended.Token, down).RunAsync();
        }
        catch (Exception exception) when (ended.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            context.Abort();
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            // Ours or the test's own mistake: said where it is seen.
            await Answer.Plain(exception.ToString(), "text/plain; charset=utf-8", StatusCodes.Status500InternalServerError).WriteAsync(context, ended.Token);
        }
        finally
        {
            foreach (var hold in _holds.Where(hold => hold.Has(request)))
            {
                hold.Finish();
            }
        }
    }

    /// <summary>Waits where the test wants it. False: the connection is to be closed.</summary>
    public async Task<bool> ReachAsync(RecordedRequest request, Moment moment, CancellationToken down)
    {
        if (OnRequest is { } onRequest)
        {
            var reached = new RequestAtMoment(request, moment);
            await onRequest(reached);
            if (reached.IsThrownAway)
            {
                return false;
            }
        }

        var hold = _holds.FirstOrDefault(hold => hold.TryTake(request, moment));
        return hold is null || await hold.WaitAsync(request, down);
    }

    public ActiveFault? TakeFault(RecordedRequest request, Moment moment) => _faults.Take(request, moment);

    private RecordedRequest Record(HttpContext context, RouteKind kind, List<(string Header, string Key)> credentials, byte[] body)
    {
        List<PresentedCredential> presented;
        lock (_state.Lock)
        {
            presented = [.. credentials.Select(credential => new PresentedCredential(credential.Header, KindOf(credential.Key)))];
        }

        RecordedRequest request;
        lock (_numbering)
        {
            request = new RecordedRequest
            {
                Ordinal = ++_ordinal,
                ManagementOrdinal = kind == RouteKind.Management ? ++_managementOrdinal : null,
                Kind = kind,
                Method = context.Request.Method,
                Path = context.Request.Path.Value!,
                RawTarget = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
                Credentials = presented,
                Headers = context.Request.Headers.Where(header => !Credentials.IsCredential(header.Key))
                    .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                ContentType = context.Request.ContentType,
                Bytes = body,
                At = _state.Now,
            };
            _requests.Enqueue(request);
        }

        Arrivals.Add(1);
        return request;
    }

    private CredentialKind KindOf(string key)
    {
        var hash = KeyText.HashOf(key);
        return key == _state.MasterKey ? CredentialKind.Master
            : _state.Keys.ContainsKey(hash) || _state.DeletedKeys.ContainsKey(hash) ? CredentialKind.Virtual
            : CredentialKind.Other;
    }
}
