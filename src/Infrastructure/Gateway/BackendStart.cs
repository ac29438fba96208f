using AkashChat.Application.Keys.Backend;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Settings;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Gateway;

/// <summary>Makes the backend ready at the start. One that is away is only told of; one that refuses us, or nobody, has a wrong setting behind it.</summary>
internal sealed partial class BackendStart(IKeyBackend backend, ILogger<BackendStart> logger)
{
    /// <summary>Makes it ready.</summary>
    /// <exception cref="StartupException">It refuses us, or nobody.</exception>
    internal async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (await backend.PrepareAsync(cancellationToken) is not { } failure)
        {
            return;
        }

        if (failure.Code == KeyErrors.BackendOpen.Code)
        {
            throw new StartupException(
                "The LiteLLM proxy is open to everybody",
                [$"the proxy at {SettingNames.LiteLlmEndpoint} takes any key, so that no key of this service would mean anything: give it a master key"]);
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
        [LoggerMessage(3230, LogLevel.Warning, "The LiteLLM proxy does not answer, or not as one does (is LITELLM_API_ENDPOINT right?): keys cannot be made, and the proxy's teams are made as soon as it does")]
        public static partial void Away(ILogger logger);
    }
}
