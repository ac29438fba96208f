using System.Net.Http.Headers;
using AkashChat.Application.Gateway;
using AkashChat.Application.Keys.Backend;
using AkashChat.Application.Usage;
using AkashChat.Infrastructure.Catalog;
using AkashChat.Infrastructure.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Refit;

namespace AkashChat.Infrastructure.Gateway.LiteLlm;

/// <summary>Registers the LiteLLM proxy as the backend.</summary>
internal static class LiteLlmModule
{
    // A page of a hundred keys with metadata, or the list of all models, with room to spare.
    private const int MaxAnswerBytes = 16 * 1024 * 1024;

    // One visitor's wait for one call; the second try is for connections that died unnoticed.
    private static readonly TimeSpan AttemptDeadline = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan CallDeadline = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan HealthDeadline = TimeSpan.FromSeconds(3);

    internal static IServiceCollection AddLiteLlm(this IServiceCollection services, LiteLlmOptions options)
    {
        var http = services.AddRefitGeneratedClient<ILiteLlmApi>(LiteLlmJson.Default)
            .ConfigureHttpClient(client =>
            {
                client.BaseAddress = new Uri(options.Endpoint.ToString().TrimEnd('/'));
                client.Timeout = Timeout.InfiniteTimeSpan;

                // The only place where the master key is taken out.
                client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.AdminKey.Reveal());
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                ConnectTimeout = TimeSpan.FromSeconds(2),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                ActivityHeadersPropagator = null,
            })
            .RemoveAllLoggers();
        http.AddResilienceHandler("litellm", (pipeline, context) => Protect(pipeline, context.ServiceProvider.GetRequiredService<TimeProvider>()));
        http.AddHttpMessageHandler(() => new BoundedAnswers(MaxAnswerBytes));

        services.AddHealthChecks().AddCheck<LiteLlmHealthCheck>("litellm", timeout: HealthDeadline);
        return services
            .AddSingleton(options)
            .AddSingleton<LiteLlmCalls>()
            .AddSingleton<LiteLlmProbe>()
            .AddSingleton<LiteLlmTeams>()
            .AddSingleton<IKeyBackend, LiteLlmKeyBackend>()
            .AddSingleton<IModelSource, LiteLlmModels>()
            .AddSingleton<LiteLlmUsage>()
            .AddSingleton<IUsageReader>(provider => provider.GetRequiredService<LiteLlmUsage>())
            .AddSingleton<IUsageTotals>(provider => provider.GetRequiredService<LiteLlmUsage>())
            .AddSingleton<IUsageReports, LiteLlmReports>()
            .AddScoped<IUsageHistory, LiteLlmHistory>()
            .AddHostedService<KeyReconciliation>();
    }

    // Everything we ask may be asked twice: secrets are ours, and a second making of the same is told apart.
    private static void Protect(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, TimeProvider clock)
    {
        pipeline.TimeProvider = clock;
        pipeline
            .AddTimeout(CallDeadline)
            .AddRetry(new HttpRetryStrategyOptions { MaxRetryAttempts = 1, Delay = TimeSpan.Zero, UseJitter = false, BackoffType = DelayBackoffType.Constant })
            .AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = 20,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = TimeSpan.FromSeconds(5),
            })
            .AddTimeout(AttemptDeadline);
    }
}
