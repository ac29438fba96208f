using AkashChat.Api.Common;
using AkashChat.Api.Keys;
using AkashChat.Application.Accounts.GetAccount;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.ListApiKeys;
using AkashChat.Domain.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AkashChat.Api.Accounts;

internal static class GetAccountEndpoint
{
    internal static void MapGetAccount(this IEndpointRouteBuilder api) => api
        .MapGet("/account", HandleAsync)
        .WithName("GetAccount")
        .WithTags("Accounts")
        .WithSummary("The signed-in visitor's account and keys.")
        .Produces<AccountResponse>()
        .ProducesProblem(StatusCodes.Status401Unauthorized)
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

/// <summary>A user.</summary>
/// <param name="Id">Names the user.</param>
/// <param name="Tier">How they came in: <c>permissionless</c> or <c>extended</c>.</param>
/// <param name="Team">The team they belong to.</param>
/// <param name="Purpose">What they want the service for, if they said so.</param>
/// <param name="TermsVersion">The version of the terms they accepted.</param>
/// <param name="CreatedAt">Since when.</param>
internal sealed record UserResponse(Guid Id, string Tier, string Team, string? Purpose, string TermsVersion, DateTimeOffset CreatedAt)
{
    internal static UserResponse Of(AccountView account) => new(
        account.UserId.Value,
        account.Tier == Domain.Accounts.Tier.Extended ? "extended" : "permissionless",
        account.TeamId,
        account.Purpose,
        account.Consent.TermsVersion,
        account.CreatedAt);
}
