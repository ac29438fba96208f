using AkashChat.Api.Accounts;
using AkashChat.Api.Common;
using AkashChat.Api.Swagger;
using AkashChat.Application.Accounts;
using AkashChat.Application.Accounts.SignIn;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.AttachSignIn;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AkashChat.Api.Keys;

/// <summary>Where the provider sends browsers back to; here because attaching a sign-in moves keys, of which accounts do not know.</summary>
internal static partial class SignInCallbackEndpoint
{
    internal static void MapSignInCallback(this IEndpointRouteBuilder api) => api
        .MapGet(OpenIdFlow.CallbackPath["/api".Length..], HandleAsync)
        .WithName("SignInCallback")
        .WithTags("Accounts")
        .WithSummary("Where the sign-in provider sends browsers back to.")
        .WithDescription("It answers nobody who was not sent to the provider from here: such a visit ends on `/sign-in/failed`.")
        .Produces(StatusCodes.Status302Found)
        .WithMetadata(new OpenApiErrors(AccountErrors.SignInNotOffered))
        .AllowAnonymous();

    private static async Task<IResult> HandleAsync(HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (context.Features.Get<ProviderAnswer>() is not { } answer)
        {
            return AccountErrors.SignInNotOffered.ToResult();
        }

        try
        {
            var signedIn = await SignInAsync(answer, context, dispatcher, cancellationToken);
            if (!signedIn.IsSuccess)
            {
                return signedIn.Error.ToFailurePage();
            }

            await context.ChangeSessionAsync(dispatcher, signedIn.Value.Session, signedIn.Value.SessionExpiresAt, cancellationToken);
            return TypedResults.LocalRedirect(ReturnAddress.Of(answer.ReturnTo));
        }
        catch (Exception exception) when (StoreOutage.IsBehind(exception))
        {
            // A person is looking at this, not a program.
            var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(SignInCallbackEndpoint));
            Log.StoreUnavailable(logger, context.TraceIdentifier, StoreOutage.ReasonOf(exception));
            return CommonErrors.StoreUnavailable.ToFailurePage();
        }
    }

    private static async Task<Result<SignedIn>> SignInAsync(
        ProviderAnswer answer, HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        if (!answer.Identity.IsSuccess)
        {
            return answer.Identity.Error;
        }

        if (answer.AttachTo is not { } userId)
        {
            return await dispatcher.SendAsync(new SignInCommand(answer.Identity.Value, context.GetClientNetwork()), cancellationToken);
        }

        // Whoever asked for it must still be the one who is signed in.
        var visitor = context.GetVisitor();
        if (!visitor.IsSuccess)
        {
            return visitor.Error;
        }

        return visitor.Value.UserId == userId
            ? await dispatcher.SendAsync(new AttachSignInCommand(visitor.Value, answer.Identity.Value), cancellationToken)
            : AccountErrors.SignInFailed;
    }

    private static partial class Log
    {
        [LoggerMessage(1002, LogLevel.Warning, "Request {RequestId}, a sign-in, could not be served: the store does not answer ({Reason})")]
        public static partial void StoreUnavailable(ILogger logger, string requestId, string reason);
    }
}
