using System.Security.Claims;
using System.Text.Encodings.Web;
using AkashChat.Api.Common;
using AkashChat.Application.Accounts.RenewSession;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Common;
using AkashChat.Domain.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AkashChat.Api.Accounts;

/// <summary>Signs requests in by the session cookie. A store that does not answer is an outage, never "signed out".</summary>
internal sealed class SessionAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IDispatcher dispatcher)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    internal const string SchemeName = "Session";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Path.GetDialect() == Dialect.OpenAi || SessionCookie.Read(Context) is not { } token)
        {
            return AuthenticateResult.NoResult();
        }

        Result<RenewedSession> renewed;
        try
        {
            renewed = await dispatcher.SendAsync(new RenewSessionCommand(token), Context.RequestAborted);
        }
        catch (Exception exception) when (StoreOutage.IsBehind(exception))
        {
            // Pages that need nobody's sign-in go on; those that do ask for this and answer 503.
            Context.MarkSessionsUnknown();
            return AuthenticateResult.Fail(exception);
        }

        if (!renewed.IsSuccess)
        {
            SessionCookie.Delete(Context);
            return AuthenticateResult.NoResult();
        }

        if (renewed.Value.Moved)
        {
            SessionCookie.Write(Context, token, renewed.Value.ExpiresAt);
        }

        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, renewed.Value.UserId.ToString())], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    // Said here and not by the middleware, which knows no feature.
    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        Context.WriteErrorAsync(Context.AreSessionsUnknown() ? CommonErrors.StoreUnavailable : AccountErrors.NotSignedIn);
}
