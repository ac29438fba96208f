using System.Security.Claims;
using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Accounts;

/// <summary>Turns the end of a sign-in, good or bad, into a <see cref="ProviderAnswer"/>; what follows from it is the API's.</summary>
internal sealed partial class OpenIdEvents(OpenIdOptions provider, ILogger<OpenIdEvents> logger) : OpenIdConnectEvents
{
    private readonly string _callback = provider.BaseAddress.ToString().TrimEnd('/') + OpenIdFlow.CallbackPath;

    public override Task RedirectToIdentityProvider(RedirectContext context)
    {
        // From the settings, never from the Host header, which is the caller's.
        context.ProtocolMessage.RedirectUri = _callback;
        return Task.CompletedTask;
    }

    public override Task TokenValidated(TokenValidatedContext context) => UserInfo.CompleteAsync(context);

    public override Task TicketReceived(TicketReceivedContext context)
    {
        var identity = Read(context.Principal!);
        if (!identity.IsSuccess)
        {
            Log.Failed(logger, context.HttpContext.TraceIdentifier, identity.Error.Code, "the token names nobody");
        }

        Leave(context.HttpContext, identity, context.ReturnUri, context.Properties);
        context.SkipHandler();
        return Task.CompletedTask;
    }

    public override Task RemoteFailure(RemoteFailureContext context)
    {
        var error = ProviderBackchannel.IsOutage(context.Failure) || context.Failure is OperationCanceledException
            ? AccountErrors.ProviderUnavailable
            : AccountErrors.SignInFailed;

        // Its type alone: the text can hold what the caller or the provider wrote.
        Log.Failed(logger, context.HttpContext.TraceIdentifier, error.Code, context.Failure?.GetType().Name ?? "unknown");
        Leave(context.HttpContext, error, context.Properties?.RedirectUri, context.Properties);
        context.SkipHandler();
        return Task.CompletedTask;
    }

    private static Result<ExternalIdentity> Read(ClaimsPrincipal principal)
    {
        var (issuer, subject) = (principal.FindFirstValue("iss"), principal.FindFirstValue("sub"));
        if (issuer is not { Length: > 0 and <= ExternalIdentity.MaxLength } || subject is not { Length: > 0 and <= ExternalIdentity.MaxLength })
        {
            return AccountErrors.SignInFailed;
        }

        // Some providers say it as a text. An address that is too long to keep is as good as none.
        var email = principal.FindFirstValue(UserInfo.Email) is { Length: > 0 and <= ExternalIdentity.MaxLength } address ? address : null;
        var verified = string.Equals(principal.FindFirstValue(UserInfo.EmailVerified), "true", StringComparison.OrdinalIgnoreCase);
        return new ExternalIdentity(issuer, subject, email, email is not null && verified);
    }

    private static void Leave(HttpContext context, Result<ExternalIdentity> identity, string? returnTo, AuthenticationProperties? properties)
    {
        var attachTo = properties?.Items.TryGetValue(OpenIdFlow.AttachTo, out var text) == true && Guid.TryParse(text, out var id)
            ? new UserId(id)
            : default(UserId?);
        context.Features.Set(new ProviderAnswer(identity, returnTo, attachTo));
    }

    private static partial class Log
    {
        [LoggerMessage(1022, LogLevel.Warning, "The sign-in of request {RequestId} ended with {Code} ({Reason})")]
        public static partial void Failed(ILogger logger, string requestId, string code, string reason);
    }
}
