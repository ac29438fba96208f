using AkashChat.Api.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Application.Keys.DisableApiKey;
using AkashChat.Application.Keys.EnableApiKey;
using AkashChat.Application.Keys.GetApiKey;
using AkashChat.Application.Keys.NarrowApiKey;
using AkashChat.Application.Keys.RenameApiKey;
using AkashChat.Application.Keys.RenewApiKey;
using AkashChat.Application.Keys.RevokeApiKey;
using AkashChat.Application.Keys.RotateApiKey;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AkashChat.Api.Keys;

/// <summary>What a signed-in visitor can do with a key of theirs. A stranger's key is answered as one that does not exist.</summary>
internal static class KeyEndpoints
{
    internal static void MapKeys(this IEndpointRouteBuilder api)
    {
        var key = api.MapGroup("/keys/{id:length(10)}");
        key.MapGet("", (string id, HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                context.ActAsync(dispatcher, visitor => new GetApiKeyQuery(visitor, new ApiKeyId(id)), Ok, cancellationToken))
            .Produces<KeyResponse>()
            .Describe("GetApiKey", "Tells about a key of yours.", KeyErrors.NotFound);

        key.MapPatch("", (string id, RenameApiKeyRequest request, HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                context.ActAsync(
                    dispatcher, visitor => new RenameApiKeyCommand(visitor, new ApiKeyId(id), request.KeyName ?? string.Empty), Ok, cancellationToken))
            .Produces<KeyResponse>()
            .Describe("RenameApiKey", "Gives a key another name.", KeyErrors.NotFound, CommonErrors.InvalidInput);

        key.MapPut("/limits", (string id, NarrowApiKeyRequest request, HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                context.ActAsync(
                    dispatcher, visitor => new NarrowApiKeyCommand(visitor, new ApiKeyId(id), request.ToLimits(), request.EndsAt), Ok, cancellationToken))
            .Produces<KeyResponse>()
            .Describe(
                "NarrowApiKey", "Sets a key's own limits, models and end, within what the team allows. What is left out is as the team has it.",
                KeyErrors.NotFound, KeyErrors.TooWide, KeyErrors.WrongState, CommonErrors.InvalidInput);

        key.MapPost("/rotate", (string id, RotateApiKeyRequest request, HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                context.ActAsync(
                    dispatcher,
                    visitor => new RotateApiKeyCommand(visitor, new ApiKeyId(id), TimeSpan.FromSeconds(request.OverlapSeconds), request.AcceptsTerms),
                    created => TypedResults.Ok(NewSecretResponse.Of(created)),
                    cancellationToken))
            .Produces<NewSecretResponse>()
            .Describe(
                "RotateApiKey", "Gives a key a new secret, shown in this answer and never again. The old one works on for the overlap.",
                KeyErrors.NotFound, KeyErrors.WrongState, AccountErrors.TermsNotAccepted, AccountErrors.AddressUnverified, AccountErrors.ActLimit);

        key.MapPost("/renew", (string id, RenewApiKeyRequest request, HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                context.ActAsync(
                    dispatcher,
                    visitor => new RenewApiKeyCommand(visitor, new ApiKeyId(id), request.AcceptsTerms, request.ToAnswer()),
                    Ok,
                    cancellationToken))
            .Produces<KeyResponse>()
            .Describe(
                "RenewApiKey", "Begins the lifetime of a key anew, before or after its end, for a solved challenge. The secret stays.",
                KeyErrors.NotFound, KeyErrors.NoEnd, KeyErrors.LimitReached, KeyErrors.ChallengeInvalid, AccountErrors.TermsNotAccepted, AccountErrors.ActLimit);

        key.MapPost("/disable", (string id, HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                context.ActAsync(dispatcher, visitor => new DisableApiKeyCommand(visitor, new ApiKeyId(id)), Ok, cancellationToken))
            .Produces<KeyResponse>()
            .Describe("DisableApiKey", "Switches a key off for a while.", KeyErrors.NotFound, KeyErrors.WrongState);

        key.MapPost("/enable", (string id, EnableApiKeyRequest? request, HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                context.ActAsync(
                    dispatcher, visitor => new EnableApiKeyCommand(visitor, new ApiKeyId(id), request?.AcceptsTerms == true), Ok, cancellationToken))
            .Produces<KeyResponse>()
            .Describe("EnableApiKey", "Switches a key on again.", KeyErrors.NotFound, KeyErrors.WrongState, KeyErrors.LimitReached, AccountErrors.TermsNotAccepted);

        key.MapDelete("", (string id, HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                context.ActAsync(dispatcher, visitor => new RevokeApiKeyCommand(visitor, new ApiKeyId(id)), Ok, cancellationToken))
            .Produces<KeyResponse>()
            .Describe("RevokeApiKey", "Ends a key for good.", KeyErrors.NotFound);
    }

    private static IResult Ok(Application.Keys.KeyView key) => TypedResults.Ok(KeyResponse.Of(key));
}

/// <summary>Another name.</summary>
/// <param name="KeyName">What you call the key from now on, at most 60 characters.</param>
internal sealed record RenameApiKeyRequest(string? KeyName);

/// <summary>Own limits; leave out what is to be as the team has it.</summary>
/// <param name="ParallelRequests">Requests open at the same moment.</param>
/// <param name="RequestsPerMinute">Requests that begin within a minute.</param>
/// <param name="TokensPerMinute">Tokens, read and written together, within a minute.</param>
/// <param name="BudgetMicroUsd">Money within a calendar month, in millionths of a US dollar.</param>
/// <param name="Models">Models that may be called.</param>
/// <param name="EndsAt">When the key shall end.</param>
internal sealed record NarrowApiKeyRequest(
    int? ParallelRequests, int? RequestsPerMinute, int? TokensPerMinute, long? BudgetMicroUsd, IReadOnlyList<string>? Models, DateTimeOffset? EndsAt)
{
    internal KeyLimits ToLimits() => new()
    {
        ParallelRequests = ParallelRequests,
        RequestsPerMinute = RequestsPerMinute,
        TokensPerMinute = TokensPerMinute,
        BudgetMicroUsd = BudgetMicroUsd,
        Models = Models,
    };
}

/// <summary>A rotation.</summary>
/// <param name="OverlapSeconds">How long the old secret works on, in seconds, from 0 to 86400.</param>
/// <param name="AcceptsTerms">Whether you accept the terms in force; needed if you have not before.</param>
internal sealed record RotateApiKeyRequest(int OverlapSeconds, bool AcceptsTerms);

/// <summary>A renewal.</summary>
/// <param name="AcceptsTerms">Whether you accept the terms in force; needed if you have not before.</param>
/// <param name="Challenge">The challenge you answer.</param>
/// <param name="Solution">The answer to a proof of work; leave it out for a waiting ticket.</param>
/// <param name="CaptchaToken">What the captcha's widget gave you, where a captcha is asked.</param>
internal sealed record RenewApiKeyRequest(bool AcceptsTerms, string? Challenge, string? Solution, string? CaptchaToken)
{
    internal ChallengeAnswer? ToAnswer() => ChallengeAnswer.OfRequest(Challenge, Solution, CaptchaToken);
}

/// <summary>Switching on.</summary>
/// <param name="AcceptsTerms">Whether you accept the terms in force; needed if you have not before.</param>
internal sealed record EnableApiKeyRequest(bool AcceptsTerms);
