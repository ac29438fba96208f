using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AkashChat.Api.Operations;

/// <summary>Asks what the service needs whether it is there, at most once a second however often it is asked.</summary>
internal sealed class ReadinessProbe(HealthCheckService checks, TimeProvider clock)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long _askedAt;
    private Task<bool>? _answer;

    public Task<bool> IsReadyAsync()
    {
        lock (_lock)
        {
            if (_answer is null || clock.GetElapsedTime(_askedAt) >= Freshness)
            {
                _askedAt = clock.GetTimestamp();
                _answer = AskAsync();
            }

            return _answer;
        }
    }

    private async Task<bool> AskAsync()
    {
        var report = await checks.CheckHealthAsync(CancellationToken.None);
        return report.Status == HealthStatus.Healthy;
    }
}
