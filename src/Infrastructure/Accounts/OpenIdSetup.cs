using System.Security.Cryptography;
using System.Text;
using AkashChat.Application.Accounts;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace AkashChat.Infrastructure.Accounts;

/// <summary>How we speak to the provider: code flow with proof key, answers in the query, nothing kept of its tokens.</summary>
internal sealed class OpenIdSetup(OpenIdOptions provider, IDataProtectionProvider protection) : IConfigureNamedOptions<OpenIdConnectOptions>
{
    // A visitor waits for it, and a provider that takes longer is as good as away.
    private static readonly TimeSpan BackchannelTimeout = TimeSpan.FromSeconds(5);

    public void Configure(OpenIdConnectOptions options) => Configure(OpenIdFlow.Scheme, options);

    public void Configure(string? name, OpenIdConnectOptions options)
    {
        options.Authority = provider.Issuer.ToString();
        options.RequireHttpsMetadata = provider.Issuer.Scheme == Uri.UriSchemeHttps;
        options.ClientId = provider.ClientId;
        options.ClientSecret = provider.ClientSecret.Reveal();
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.Scope.Add("email");
        options.SaveTokens = false;
        options.DisableTelemetry = true;
        options.EventsType = typeof(OpenIdEvents);

        // Claims stay under the names that the protocol gives them; the events read the few we need.
        options.MapInboundClaims = false;
        options.ClaimActions.Clear();

        // One way for all providers, whether they could take the request beforehand or not.
        options.PushedAuthorizationBehavior = PushedAuthorizationBehavior.Disable;
        options.BackchannelTimeout = BackchannelTimeout;
        options.BackchannelHttpHandler = new ProviderBackchannel();

        options.CallbackPath = OpenIdFlow.CallbackPath;
        options.RemoteSignOutPath = PathString.Empty;
        options.SignedOutCallbackPath = PathString.Empty;
        options.DataProtectionProvider = Protector();
        Prepare(options.CorrelationCookie, "akash-sign-in-");
        Prepare(options.NonceCookie, "akash-sign-in-nonce-");
    }

    /// <summary>Whoever would open or forge the state of a sign-in needs the service's keys and the operator's own secret.</summary>
    private IDataProtector Protector()
    {
        // Purposes may be logged, so not the secret itself.
        var secret = provider.StateSecret?.Reveal() ?? string.Empty;
        return protection.CreateProtector("AkashChat.SignIn", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret))));
    }

    // The provider sends browsers back by a plain link, which brings lax cookies along.
    private static void Prepare(CookieBuilder cookie, string name)
    {
        cookie.Name = name;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
    }
}
