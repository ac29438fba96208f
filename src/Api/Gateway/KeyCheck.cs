using System.Globalization;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Gateway;

/// <summary>Checks a request's key, and warns of its end in the head of whatever answer follows.</summary>
internal static class KeyCheck
{
    /// <summary>When the key, or the secret that was presented of it, ends: said while that is near.</summary>
    internal const string EndHeader = "x-akashchat-key-expires-at";

    /// <summary>Checks the key.</summary>
    internal static ValueTask<Result<KeySnapshot>> CheckKeyAsync(this HttpContext context) => context.CheckKeyAsync(
        context.RequestServices.GetRequiredService<KeyAuthenticator>(), context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());

    /// <summary>Checks the key.</summary>
    /// <param name="context">The request.</param>
    /// <param name="keys">Checks it.</param>
    /// <param name="arrivedAt">When the request came in.</param>
    internal static async ValueTask<Result<KeySnapshot>> CheckKeyAsync(this HttpContext context, KeyAuthenticator keys, DateTimeOffset arrivedAt)
    {
        var key = await keys.AuthenticateAsync(PresentedKey.HashOf(context.Request), context.RequestAborted);
        if (key.IsSuccess && key.Value.EndToWarnOf(arrivedAt) is { } end)
        {
            context.Response.Headers[EndHeader] = end.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }

        return key;
    }
}
