using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Application.Keys.ClaimApiKey;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Application;

/// <summary>Registers the use cases.</summary>
public static class ApplicationModule
{
    /// <summary>Registers every handler and validator, and the gateway's steps.</summary>
    public static IServiceCollection AddApplication(this IServiceCollection services) =>
        services
            .AddMessaging(typeof(ApplicationModule).Assembly)
            .AddScoped<ChallengeVerifier>()
            .AddSingleton<TicketTurn>()
            .AddSingleton<KeyAuthenticator>()
            .AddSingleton<Forwarder>();
}
