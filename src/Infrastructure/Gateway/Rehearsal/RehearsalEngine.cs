using System.Globalization;
using System.Text;
using System.Text.Json;
using AkashChat.Application;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Application.Gateway.Routing;
using AkashChat.Application.Usage;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Gateway.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Infrastructure.Gateway.Rehearsal;

/// <summary>The gateway's engine for one scenario, as the service composes it: without database, and with callers who have no limits.</summary>
internal sealed class RehearsalEngine : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly RehearsalRecords _records = new();
    private readonly Activity _activity;
    private readonly TimeProvider _clock;
    private readonly RoutingTable _table;
    private readonly Forwarder _forwarder;
    private readonly DeploymentStates _states;
    private int _calls;

    public RehearsalEngine(RoutingTable table, IUpstreamClient upstream, TimeProvider clock, Activity activity, Random random)
    {
        (_table, _activity, _clock) = (table, activity, clock);
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(clock)
            .AddSingleton(random)
            .AddSingleton(upstream)
            .AddSingleton(new GatewayOptions())
            .AddSingleton<IUsageSink>(_records)
            .AddSingleton<IRoutingPeers, NoRoutingPeers>()
            .AddForwarding()
            .BuildServiceProvider();
        _forwarder = _services.GetRequiredService<Forwarder>();
        _states = _services.GetRequiredService<DeploymentStates>();
    }

    /// <summary>Sends a request, each with a prompt of its own.</summary>
    /// <param name="model">The model.</param>
    /// <param name="route">What is asked.</param>
    /// <param name="streamed">Whether the answer shall be a stream.</param>
    public async Task<CallOutcome> CallAsync(string model, GatewayRoute route, bool streamed)
    {
        var number = Interlocked.Increment(ref _calls).ToString(CultureInfo.InvariantCulture);
        var key = new KeySnapshot { Id = number, UserId = Guid.Empty, TeamId = string.Empty, State = KeyState.Active, CreatedAt = _clock.GetUtcNow() };
        var body = BodyOf(model, route, streamed, number);
        using var decision = AdmissionDecision.Uncounted(key);
        var call = new GatewayCall(route, decision, body, CallReader.Read(body).Value, _clock.GetTimestamp()) { Table = _table };
        var error = await _forwarder.ForwardAsync(call, new RehearsalCaller(_activity), CancellationToken.None);
        _activity.Note();
        return new CallOutcome(_records.Take(number), error);
    }

    /// <summary>Whether a deployment could get requests now.</summary>
    public bool IsHealthy(Deployment deployment) => _states.Of(deployment).IsHealthy(_states.Now);

    public void Dispose() => _services.Dispose();

    private static byte[] BodyOf(string model, GatewayRoute route, bool streamed, string number)
    {
        var name = JsonSerializer.Serialize(model);
        var prompt = route == GatewayRoute.Embeddings
            ? $"\"input\":\"Rehearsal {number}\""
            : $$"""{{(streamed ? "\"stream\":true," : string.Empty)}}"messages":[{"role":"user","content":"Rehearsal {{number}}"}]""";
        return Encoding.UTF8.GetBytes($"{{\"model\":{name},{prompt}}}");
    }
}
