namespace AkashChat.Infrastructure.Catalog.Config;

/// <summary>What holds for deployments that say nothing themselves.</summary>
/// <param name="Timeout">The longest wait for an answer.</param>
/// <param name="StreamTimeout">The longest silence; null: as long as the wait.</param>
/// <param name="MaxParallelRequests">Requests open at the same moment; null: any number.</param>
internal sealed record DeploymentDefaults(TimeSpan Timeout, TimeSpan? StreamTimeout, int? MaxParallelRequests)
{
    private static readonly TimeSpan Standard = TimeSpan.FromMinutes(10);

    /// <summary>Reads them.</summary>
    public static DeploymentDefaults Read(ConfigSections sections) => new(
        sections.Router?.Seconds("timeout") ?? sections.LiteLlm?.Seconds("request_timeout") ?? Standard,
        sections.Router?.Seconds("stream_timeout"),
        (int?)sections.Router?.Whole("default_max_parallel_requests", 1, int.MaxValue));
}
