using AkashChat.Application.Keys.Backend;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Settings;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>Makes the backend ready at the start. One that is away is only told of; one that refuses us has a wrong setting behind it.</summary>
internal sealed partial class BackendStart(IKeyBackend backend, ILogger<BackendStart> logger)
{
    /// <summary>Makes it ready.</summary>
    /// <exception cref="StartupException">It refuses us.</exception>
    internal async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (!backend.KeepsKeys || await backend.PrepareAsync(cancellationToken) is not { } failure)
        {
            return;
        }

        if (failure.Code == KeyErrors.BackendRefused.Code)
        {
            throw new StartupException(
                "The LiteLLM proxy refuses this service",
                [$"{SettingNames.LiteLlmAdminKey} is not the master key of the proxy at {SettingNames.LiteLlmEndpoint}, or the proxy's database is away"]);
        }

        Log.Away(logger);
    }

    private static partial class Log
    {
        [LoggerMessage(3230, LogLevel.Warning, "The LiteLLM proxy does not answer: this service is not ready, and makes the proxy's teams as soon as it does")]
        public static partial void Away(ILogger logger);
    }
}
