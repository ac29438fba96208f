using AkashChat.Api.Accounts;
using AkashChat.Api.Common;
using AkashChat.Api.Swagger;
using AkashChat.Application.Accounts.GetAccount;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.ListApiKeys;
using AkashChat.Domain.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AkashChat.Api.Keys;

/// <summary>The account with its keys; here because accounts do not know of keys.</summary>
internal static class GetAccountEndpoint
{
    internal static void MapGetAccount(this IEndpointRouteBuilder api) => api
        .MapGet("/account", HandleAsync)
        .WithName("GetAccount")
        .WithTags("Accounts")
        .WithSummary("The signed-in visitor's account and keys.")
        .Produces<AccountResponse>()
        .WithMetadata(new OpenApiErrors(AccountErrors.NotSignedIn))
        .RequireAuthorization();

    private static async Task<IResult> HandleAsync(HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (context.User.FindUserId() is not { } userId)
        {
            return AccountErrors.NotSignedIn.ToResult();
        }

        var account = await dispatcher.SendAsync(new GetAccountQuery(userId), cancellationToken);
        if (!account.IsSuccess)
        {
            return account.Error.ToResult();
        }

        var keys = await dispatcher.SendAsync(new ListApiKeysQuery(userId), cancellationToken);
        return keys.IsSuccess
            ? TypedResults.Ok(new AccountResponse(UserResponse.Of(account.Value), [.. keys.Value.Select(KeyResponse.Of)]))
            : keys.Error.ToResult();
    }
}

/// <summary>An account.</summary>
/// <param name="User">Who it is.</param>
/// <param name="Keys">Their keys, the newest first.</param>
internal sealed record AccountResponse(UserResponse User, IReadOnlyList<KeyResponse> Keys);
