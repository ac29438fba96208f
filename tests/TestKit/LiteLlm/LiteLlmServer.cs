using System.Net;
using AkashChat.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>A stand-in for a LiteLLM proxy: real HTTP, real state in memory, the proxy's answers, and faults when a test asks for them.</summary>
/// <remarks>
/// Keys, users, teams, models, spend and probes behave as the proxy's; calls of models are checked, answered by
/// <see cref="Script"/> and booked. Other management routes are acknowledged with <c>{}</c>, and other calls under <c>/v1/</c>
/// come back as an echo. A key's text is never kept. What another test may not see goes through <see cref="BehindTheBack"/>.
/// </remarks>
public sealed class LiteLlmServer : IAsyncDisposable
{
    /// <summary>The administrator's key, planted so that a test can look for it where it must not be.</summary>
    public const string MasterKey = "sk-master-planted-4711-0815";

    private readonly Reception _reception;
    private WebApplication? _app;
    private CancellationTokenSource _down = new();

    private LiteLlmServer(Dialect dialect, TimeProvider clock)
    {
        State = new ProxyState { Dialect = dialect, Clock = clock, MasterKey = MasterKey };
        _reception = new Reception(State, Faults);
    }

    /// <summary>Where it listens, also after it was away: <c>http://127.0.0.1:port/</c>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Which generation it imitates.</summary>
    public Dialect Dialect => State.Dialect;

    /// <summary>What is wrong with it.</summary>
    public Faults Faults { get; } = new();

    /// <summary>Called at both moments of every request; what it does there happens before the request goes on.</summary>
    public Func<RequestAtMoment, Task>? OnRequest
    {
        get => _reception.OnRequest;
        set => _reception.OnRequest = value;
    }

    /// <summary>How the models answer.</summary>
    public ModelScript Script
    {
        get => _reception.Plane.Script;
        set => _reception.Plane.Script = value;
    }

    /// <summary>The models on offer.</summary>
    public IReadOnlyList<ProxyModel> Models
    {
        get => Read(() => State.Models);
        set => Read(() => State.Models = value);
    }

    /// <summary>The requests so far, in the order of their coming.</summary>
    public IReadOnlyList<RecordedRequest> Requests => _reception.Requests;

    /// <summary>The keys at this moment, in the order of their making.</summary>
    public IReadOnlyList<KeySnapshot> Keys => Read<IReadOnlyList<KeySnapshot>>(() => [.. State.Keys.Values.Select(KeySnapshot.Of)]);

    /// <summary>The users at this moment.</summary>
    public IReadOnlyList<UserSnapshot> Users => Read<IReadOnlyList<UserSnapshot>>(() => [.. State.Users.Values.Select(UserSnapshot.Of)]);

    /// <summary>The teams at this moment.</summary>
    public IReadOnlyList<TeamSnapshot> Teams => Read<IReadOnlyList<TeamSnapshot>>(() => [.. State.Teams.Values.Select(TeamSnapshot.Of)]);

    /// <summary>How often all models were called by <c>GET /health</c>; nobody should do that.</summary>
    public int ModelHealthCalls => Requests.Count(request => request is { Path: "/health", Method: "GET" });

    /// <summary>How many streams were left by their client before their end.</summary>
    public int AbortedStreams => _reception.AbortedStreams.Value;

    /// <summary>How many calls of models, streams among them, were left by their client before their answer.</summary>
    public int AbortedCalls => _reception.AbortedCalls.Value;

    internal ProxyState State { get; }

    /// <summary>Starts one on a free port of 127.0.0.1.</summary>
    /// <param name="dialect">Which generation to imitate.</param>
    /// <param name="clock">Its clock; null: the system's.</param>
    public static async Task<LiteLlmServer> StartAsync(Dialect dialect = Dialect.New, TimeProvider? clock = null)
    {
        var server = new LiteLlmServer(dialect, clock ?? TimeProvider.System);
        while (true)
        {
            var port = FreePort.Choose();
            try
            {
                server.Address = new Uri($"http://127.0.0.1:{port}/");
                await server.ListenAsync();
                return server;
            }
            catch (IOException)
            {
                // Somebody else took the port meanwhile.
            }
        }
    }

    /// <summary>Stops the next request that fits, at that moment, until the test lets it go.</summary>
    public HeldRequest Hold(Func<RecordedRequest, bool> selector, Moment moment) => _reception.Hold(selector, moment);

    /// <summary>Waits until so many requests have come, counted from the start.</summary>
    public Task WaitForRequestsAsync(int count, TimeSpan? timeout = null) => _reception.Arrivals.WaitForAtLeastAsync(count, timeout);

    /// <summary>Waits until so many streams were left by their client, counted from the start.</summary>
    public Task WaitForAbortedStreamsAsync(int count, TimeSpan? timeout = null) => _reception.AbortedStreams.WaitForAtLeastAsync(count, timeout);

    /// <summary>Waits until so many calls of models were left by their client, counted from the start.</summary>
    public Task WaitForAbortedCallsAsync(int count, TimeSpan? timeout = null) => _reception.AbortedCalls.WaitForAtLeastAsync(count, timeout);

    /// <summary>Ends every connection and stops listening; state stays.</summary>
    public async Task StopListeningAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            await _down.CancelAsync();
            await app.DisposeAsync();
        }
    }

    /// <summary>Listens on the same port again.</summary>
    public Task ListenAgainAsync() => _app is null ? ListenAsync() : Task.CompletedTask;

    /// <summary>Ends whatever still hangs, and the server.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopListeningAsync();
        _down.Dispose();
    }

    private async Task ListenAsync()
    {
        _down.Dispose();
        _down = new CancellationTokenSource();
        var down = _down.Token;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));

        // So small a buffer makes every flush wait until the bytes have left the process: a cut then comes after them.
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.MaxWriteBufferSize = 1);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, Address.Port);
        });
        var app = builder.Build();
        app.Run(context => _reception.ReceiveAsync(context, down));
        try
        {
            await app.StartAsync(CancellationToken.None);
            _app = app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    private T Read<T>(Func<T> read)
    {
        lock (State.Lock)
        {
            return read();
        }
    }
}
