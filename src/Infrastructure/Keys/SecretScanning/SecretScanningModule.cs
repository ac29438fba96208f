using AkashChat.Application.Keys;
using AkashChat.Infrastructure.Common;
using Microsoft.Extensions.DependencyInjection;
using Refit;

namespace AkashChat.Infrastructure.Keys.SecretScanning;

/// <summary>Registers what takes GitHub's messages about keys found in public.</summary>
internal static class SecretScanningModule
{
    // GitHub's list is about a kilobyte, and its own patience for our answer is 30 seconds.
    private const int MaxListBytes = 256 * 1024;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    internal static IServiceCollection AddSecretScanning(this IServiceCollection services, SecretScanningOptions? options) => options is null
        ? services.AddSingleton<ISecretScanningVerifier, NoSecretScanning>()
        : services.AddVerifier(options);

    // A method of its own, so that its library is loaded only where this is wanted.
    private static IServiceCollection AddVerifier(this IServiceCollection services, SecretScanningOptions options)
    {
        services.AddRefitGeneratedClient<IGitHubKeysApi>()
            .RemoveAllLoggers()
            .ConfigureHttpClient(client =>
            {
                client.BaseAddress = options.PublicKeysAddress;
                client.Timeout = Deadline;

                // GitHub answers nobody who does not say who asks.
                client.DefaultRequestHeaders.UserAgent.ParseAdd("AkashChat");
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                UseCookies = false,
                AllowAutoRedirect = false,
                UseProxy = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .AddHttpMessageHandler(() => new BoundedAnswers(MaxListBytes));
        return services.AddSingleton<GitHubKeyRing>().AddSingleton<ISecretScanningVerifier, SecretScanningVerifier>();
    }
}
