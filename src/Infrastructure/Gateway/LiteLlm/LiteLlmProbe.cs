using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AkashChat.Infrastructure.Gateway.LiteLlm;

/// <summary>Tells whether the proxy could do something for us: it is ready, its database is there, and it takes our key. What it found holds for two seconds.</summary>
internal sealed class LiteLlmProbe(LiteLlmCalls calls, TimeProvider clock)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private long _askedAt;
    private Task<Error?>? _answer;

    /// <summary>Asks.</summary>
    /// <returns>Why it could not; null: it could.</returns>
    internal Task<Error?> CheckAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_answer is null || clock.GetElapsedTime(_askedAt) >= Freshness)
            {
                _askedAt = clock.GetTimestamp();

                // On no visitor's time: others wait for it as well.
                _answer = AskAsync();
            }

            return _answer.WaitAsync(cancellationToken);
        }
    }

    private async Task<Error?> AskAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline, clock);
        var ready = await calls.AskAsync((api, cancel) => api.AskReadinessAsync(cancel), answer => answer.Status is not null, deadline.Token);
        if (ready.Content is not { } state || string.Equals(state.Db, "Not connected", StringComparison.OrdinalIgnoreCase))
        {
            return KeyErrors.BackendUnavailable;
        }

        // Costs no tokens: it is a list in the proxy's memory.
        var models = await calls.AskAsync((api, cancel) => api.ListModelsAsync(cancel), answer => answer.Data is not null, deadline.Token);
        return models.Error;
    }
}

/// <summary>Whether the LiteLLM proxy answers and takes our key.</summary>
internal sealed class LiteLlmHealthCheck(LiteLlmProbe probe) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await probe.CheckAsync(cancellationToken) is null ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy();
}
