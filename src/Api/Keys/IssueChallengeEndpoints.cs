using AkashChat.Api.Accounts;
using AkashChat.Api.Common;
using AkashChat.Api.Swagger;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.IssueChallenge;
using AkashChat.Domain.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AkashChat.Api.Keys;

internal static class IssueChallengeEndpoints
{
    internal static void MapIssueChallenge(this IEndpointRouteBuilder api)
    {
        api.MapPost("/challenges/proof-of-work", (HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                HandleAsync(ChallengeKind.ProofOfWork, context, dispatcher, cancellationToken))
            .WithName("IssueProofOfWork")
            .WithTags("Keys")
            .WithSummary("A puzzle to solve for a key.")
            .WithDescription(
                "Find `parts` numbers so that, for each part i from 0, SHA-256 of the UTF-8 text `{challenge}:{i}:{number}` begins with at "
                + "least `difficulty` zero bits. The solution is the numbers in decimal, joined by dots. `akashchat key` does it for you.")
            .Produces<ChallengeResponse>()
            .WithMetadata(new OpenApiErrors(KeyErrors.ChallengeNotOffered))
            .AllowAnonymous();

        api.MapPost("/challenges/waiting-ticket", (HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken) =>
                HandleAsync(ChallengeKind.WaitingTicket, context, dispatcher, cancellationToken))
            .WithName("IssueWaitingTicket")
            .WithTags("Keys")
            .WithSummary("A ticket to wait with for a key, for clients that cannot solve puzzles.")
            .WithDescription("Claim the key with it after `notBefore`. With `Accept: text/plain` the answer is the ticket alone.")
            .Produces<ChallengeResponse>()
            .WithMetadata(new OpenApiErrors(KeyErrors.ChallengeNotOffered))
            .AllowAnonymous();
    }

    private static async Task<IResult> HandleAsync(
        ChallengeKind kind, HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        var issued = await dispatcher.SendAsync(new IssueChallengeCommand(kind, context.GetClientNetwork()), cancellationToken);
        if (!issued.IsSuccess)
        {
            return issued.Error.ToResult();
        }

        return context.Request.Headers.Accept is ["text/plain"]
            ? TypedResults.Text(issued.Value.Text)
            : TypedResults.Ok(ChallengeResponse.Of(issued.Value));
    }
}

/// <summary>A challenge to answer.</summary>
/// <param name="Challenge">The sealed challenge; send it back as it is.</param>
/// <param name="Algorithm"><c>sha-256</c>, or <c>wait</c>.</param>
/// <param name="Difficulty">Zero bits asked of each part; 0 for a waiting ticket.</param>
/// <param name="Parts">How many numbers make a solution; 0 for a waiting ticket.</param>
/// <param name="NotBefore">When it may be answered.</param>
/// <param name="ExpiresAt">When it may no longer be answered.</param>
internal sealed record ChallengeResponse(
    string Challenge, string Algorithm, int Difficulty, int Parts, DateTimeOffset NotBefore, DateTimeOffset ExpiresAt)
{
    internal static ChallengeResponse Of(IssuedChallenge issued) => issued.Kind == ChallengeKind.ProofOfWork
        ? new ChallengeResponse(issued.Text, "sha-256", issued.Difficulty, ProofOfWork.Parts, issued.NotBefore, issued.ExpiresAt)
        : new ChallengeResponse(issued.Text, "wait", 0, 0, issued.NotBefore, issued.ExpiresAt);
}
