using AkashChat.Api.Common;
using AkashChat.Api.Swagger;
using AkashChat.Application.Accounts.RecoverAccount;
using AkashChat.Application.Accounts.ReplaceRecoveryCode;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AkashChat.Api.Accounts;

/// <summary>The way back to an account without a sign-in elsewhere.</summary>
internal static class RecoveryEndpoints
{
    internal static void MapRecovery(this IEndpointRouteBuilder api)
    {
        api.MapPost("/recovery", RecoverAsync)
            .WithName("RecoverAccount")
            .WithTags("Accounts")
            .WithSummary("Brings you back to your account by its recovery code.")
            .WithDescription("The session is in the cookie alone. The code stays good for the next time. Every try counts, right or wrong.")
            .Produces(StatusCodes.Status204NoContent)
            .WithMetadata(
                new OpenApiErrors(CommonErrors.MalformedJson, AccountErrors.RecoveryCodeUnknown, CommonErrors.CrossSite, AccountErrors.ActLimit),
                new OpenApiExample("""{"code":"7KQXM-0ABCD-EFGH1-JKMNP-QRSTV"}""", "{}", ["code"], CanStream: false))
            .AllowAnonymous();

        api.MapPost("/account/recovery-code", (HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                context.ActAsync(
                    dispatcher,
                    visitor => new ReplaceRecoveryCodeCommand(visitor),
                    code => TypedResults.Ok(new RecoveryCodeResponse(code.Reveal())),
                    cancellationToken))
            .WithName("ReplaceRecoveryCode")
            .WithTags("Accounts")
            .WithSummary("Makes a new recovery code, in this answer and never again. The old one no longer works.")
            .Produces<RecoveryCodeResponse>()
            .WithMetadata(new OpenApiErrors(AccountErrors.NotSignedIn, CommonErrors.CrossSite, CommonErrors.ChangedMeanwhile, AccountErrors.ActLimit))
            .RequireAuthorization();
    }

    private static async Task<IResult> RecoverAsync(
        RecoverAccountRequest request, HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        var recovered = await dispatcher.SendAsync(
            new RecoverAccountCommand(RecoveryCode.Parse(request.Code), context.GetClientNetwork()), cancellationToken);
        if (!recovered.IsSuccess)
        {
            return recovered.Error.ToResult();
        }

        await context.ChangeSessionAsync(dispatcher, recovered.Value.Session, recovered.Value.SessionExpiresAt, cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <summary>Asks to come back.</summary>
/// <param name="Code">The recovery code, as you wrote it down: case, spaces and hyphens do not matter.</param>
internal sealed record RecoverAccountRequest(string? Code);

/// <summary>A new recovery code.</summary>
/// <param name="RecoveryCode">The code in clear: keep it now, it is not shown again.</param>
internal sealed record RecoveryCodeResponse(string RecoveryCode);
