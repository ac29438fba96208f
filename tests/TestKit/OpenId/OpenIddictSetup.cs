using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace AkashChat.TestKit.OpenId;

/// <summary>OpenIddict as a provider like Auth0: code flow with proof key, RS256, everything in memory.</summary>
internal static class OpenIddictSetup
{
    /// <summary>Adds it.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="rewrite">Has the last word on each id token.</param>
    public static void AddOpenIdProvider(this IServiceCollection services, Func<string, string> rewrite)
    {
        var database = Guid.NewGuid().ToString();
        services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = new KeysInMemory());
        services.AddDbContext<DbContext>(options => options.UseInMemoryDatabase(database).UseOpenIddict());
        services.AddOpenIddict()
            .AddCore(core => core.DisableEntityCaching().UseEntityFrameworkCore().UseDbContext<DbContext>())
            .AddServer(server => Configure(server).AddEventHandler<ApplyTokenResponseContext>(handler => handler
                .UseInlineHandler(context =>
                {
                    context.Response.IdToken = context.Response.IdToken is { } token ? rewrite(token) : null;
                    return default;
                })
                .SetOrder(int.MinValue)));
    }

    private static OpenIddictServerBuilder Configure(OpenIddictServerBuilder server)
    {
        server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
        server.SetConfigurationEndpointUris(Addresses.Discovery)
            .SetJsonWebKeySetEndpointUris(Addresses.Keys)
            .SetAuthorizationEndpointUris(Addresses.Authorize)
            .SetTokenEndpointUris(Addresses.Token)
            .SetUserInfoEndpointUris(Addresses.UserInfo)
            .SetEndSessionEndpointUris(Addresses.Logout);
        server.RegisterScopes(Scopes.OpenId, Scopes.Profile, Scopes.Email)
            .AddSigningKey(SigningKeys.Published)
            .AddEncryptionKey(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)))
            .DisableAccessTokenEncryption()
            .Configure(options => options.CodeChallengeMethods.Remove(CodeChallengeMethods.Plain));
        server.UseAspNetCore()
            .DisableTransportSecurityRequirement()
            .EnableAuthorizationEndpointPassthrough()
            .EnableUserInfoEndpointPassthrough()
            .EnableEndSessionEndpointPassthrough();
        return server;
    }

    /// <summary>Takes the place of the user's folder, where a web host keeps keys that nothing here needs.</summary>
    private sealed class KeysInMemory : IXmlRepository
    {
        private readonly ConcurrentQueue<XElement> _keys = new();

        public IReadOnlyCollection<XElement> GetAllElements() => [.. _keys];

        public void StoreElement(XElement element, string friendlyName) => _keys.Enqueue(element);
    }
}
