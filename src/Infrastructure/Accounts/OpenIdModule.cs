using AkashChat.Application.Accounts;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AkashChat.Infrastructure.Accounts;

/// <summary>Registers the OpenID provider, or that there is none.</summary>
internal static class OpenIdModule
{
    internal static IServiceCollection AddOpenId(this IServiceCollection services, OpenIdOptions? provider) => provider is null
        ? services.AddSingleton<IOpenIdProvider, NoOpenIdProvider>()
        : services.AddProvider(provider);

    // A method of its own, so that its library is loaded only where there is a provider.
    private static IServiceCollection AddProvider(this IServiceCollection services, OpenIdOptions provider)
    {
        services.AddAuthentication().AddOpenIdConnect(OpenIdFlow.Scheme, _ => { });
        return services
            .AddSingleton(provider)
            .AddSingleton<OpenIdEvents>()
            .AddSingleton<IOpenIdProvider, OpenIdProvider>()
            .AddSingleton<IConfigureOptions<OpenIdConnectOptions>, OpenIdSetup>();
    }
}
