using AkashChat.Api.Common;
using AkashChat.Api.Swagger;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Gateway.GetKeyInHand;
using AkashChat.Domain.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AkashChat.Api.Gateway;

/// <summary>Tells whoever holds a key all about it, even if it does not work any more: the secret shows that they may know.</summary>
/// <remarks>A secret that was rotated away shows nothing once its overlap is over: it may have leaked.</remarks>
internal static class KeyInHandEndpoint
{
    internal static void MapKeyInHand(this IEndpointRouteBuilder v1) => v1
        .MapGet("/key", HandleAsync)
        .WithTags("Gateway")
        .WithSummary("Tells about the key it is called with: state, end, limits, what is used and left. Answers for keys that do not work any more, too, but not to a secret that was rotated away.")
        .Produces<KeyInHandResponse>()
        .WithMetadata(new OpenApiAnswer(GatewayExamples.KeyInHand, KeyErrors.Missing, KeyErrors.Malformed, KeyErrors.Unknown, KeyErrors.Rotated))
        .AllowAnonymous();

    private static async Task HandleAsync(HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        var hash = PresentedKey.HashOf(context.Request);
        if (!hash.IsSuccess)
        {
            await context.WriteErrorAsync(hash.Error);
            return;
        }

        var key = await dispatcher.SendAsync(new GetKeyInHandQuery(hash.Value), cancellationToken);
        if (!key.IsSuccess)
        {
            await context.WriteErrorAsync(key.Error);
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(KeyInHandResponse.Of(key.Value), cancellationToken);
    }
}
