using AkashChat.Application.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.Caching;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Application.Gateway.Routing;
using AkashChat.Application.Keys;
using AkashChat.Application.Keys.Backend;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Application.Keys.ReconcileKeys;
using AkashChat.Application.Usage.TakeOver;
using AkashChat.Domain.Gateway;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Application;

/// <summary>Registers the use cases.</summary>
public static class ApplicationModule
{
    /// <summary>Registers every handler and validator, and the gateway's steps.</summary>
    public static IServiceCollection AddApplication(this IServiceCollection services) =>
        services
            .AddMessaging(typeof(ApplicationModule).Assembly)
            .AddScoped<ActGuard>()
            .AddScoped<ConsentRecorder>()
            .AddScoped<TermsGate>()
            .AddScoped<ChallengeVerifier>()
            .AddScoped<ChallengePrices>()
            .AddScoped<CaptchaSpending>()
            .AddSingleton<ServiceDemand>()
            .AddSingleton<ChallengeTurn>()
            .AddScoped<KeyIssuing>()
            .AddScoped<OwnedKeys>()
            .AddScoped<KeyChanges>()
            .AddScoped<Withdrawals>()
            .AddSingleton<ReconcileTurn>()
            .AddScoped<LeftoverKeys>()
            .AddScoped<BackendComparison>()
            .AddScoped<StrayKeys>()
            .AddScoped<LeakedKeys>()
            .AddScoped<KeyTakeOver>()
            .AddSingleton<KeyAuthenticator>()
            .AddSingleton<LimitReleases>()
            .AddSingleton<RequestAdmitter>()
            .AddSingleton<StandInAdmitter>()
            .AddSingleton<WaitingLine>()
            .AddForwarding();

    /// <summary>Registers the engine alone: what takes a call that was admitted to a model server.</summary>
    public static IServiceCollection AddForwarding(this IServiceCollection services) =>
        services
            .AddSingleton<DeploymentStates>()
            .AddSingleton<Router>()
            .AddSingleton<HedgeBudget>()
            .AddSingleton<Forwarder>()
            .AddSingleton<CachedForwarder>();
}
