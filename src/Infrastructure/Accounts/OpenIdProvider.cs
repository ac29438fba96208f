using AkashChat.Application.Accounts;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace AkashChat.Infrastructure.Accounts;

/// <summary>Looks whether the provider answers before a browser is sent there: what is remembered of it would lead into nothing.</summary>
internal sealed partial class OpenIdProvider(
    OpenIdOptions provider, IOptionsMonitor<OpenIdConnectOptions> protocol, TimeProvider clock, ILogger<OpenIdProvider> logger) : IOpenIdProvider
{
    // One look does for all who come within this time, so that a flood of visitors is none for the provider.
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);

    private readonly Lock _turn = new();
    private Task<OpenIdConnectConfiguration?> _look = Task.FromResult<OpenIdConnectConfiguration?>(null);
    private long _lookedAt;

    public bool IsOffered => true;

    public async Task<bool> IsReachableAsync(CancellationToken cancellationToken) => await FindAsync().WaitAsync(cancellationToken) is not null;

    public async Task<Uri?> FindSignOutAddressAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync().WaitAsync(cancellationToken) is not { } found)
        {
            return null;
        }

        // As the operator wrote it: the provider compares it letter by letter with what is listed there.
        var home = provider.BaseAddress.OriginalString;
        if (found.EndSessionEndpoint is { Length: > 0 } address)
        {
            return With(address, "post_logout_redirect_uri", home);
        }

        // Tenants of Auth0 that do not announce an address have this one.
        return provider.Issuer.Host.EndsWith(".auth0.com", StringComparison.OrdinalIgnoreCase)
            ? With(new Uri(provider.Issuer, "/v2/logout").ToString(), "returnTo", home)
            : null;
    }

    private Uri With(string address, string name, string home) => new(
        QueryHelpers.AddQueryString(address, new Dictionary<string, string?>(StringComparer.Ordinal) { ["client_id"] = provider.ClientId, [name] = home }));

    private Task<OpenIdConnectConfiguration?> FindAsync()
    {
        lock (_turn)
        {
            var isUsable = !_look.IsCompleted || (_look is { IsCompletedSuccessfully: true } && _lookedAt != 0 && clock.GetElapsedTime(_lookedAt) < Freshness);
            if (!isUsable)
            {
                _lookedAt = clock.GetTimestamp();
                _look = LookAsync();
            }

            return _look;
        }
    }

    private async Task<OpenIdConnectConfiguration?> LookAsync()
    {
        var options = protocol.Get(OpenIdFlow.Scheme);
        try
        {
            using var answer = await options.Backchannel.GetAsync(new Uri(options.MetadataAddress!));
            answer.EnsureSuccessStatusCode();
            var found = await options.ConfigurationManager!.GetConfigurationAsync(CancellationToken.None);
            if (found.Issuer?.TrimEnd('/') == provider.Issuer.ToString().TrimEnd('/'))
            {
                return found;
            }

            Log.AnotherIssuer(logger);
        }
        catch (Exception exception)
        {
            // Whatever is wrong there, nobody can sign in with it.
            Log.Unreachable(logger, exception.GetType().Name);
        }

        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(1020, LogLevel.Warning, "The sign-in provider does not answer as it should ({Reason})")]
        public static partial void Unreachable(ILogger logger, string reason);

        [LoggerMessage(1021, LogLevel.Error, "The sign-in provider calls itself by another name than AUTH0_ISSUER_BASE_URL; nobody is sent there")]
        public static partial void AnotherIssuer(ILogger logger);
    }
}
