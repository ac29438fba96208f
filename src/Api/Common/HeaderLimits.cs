using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Builder;

namespace AkashChat.Api.Common;

/// <summary>Refuses oversize headers in the route's dialect.</summary>
/// <remarks>Kestrel's own limits are set far above these: beyond them it can only answer with a bare status.</remarks>
public static class HeaderLimits
{
    /// <summary>The largest sum of all header names and values, in characters.</summary>
    public const int MaxHeaderCharacters = 32 * 1024;

    /// <summary>The longest path and query, in characters.</summary>
    public const int MaxTargetCharacters = 8 * 1024;

    /// <summary>What Kestrel is told, in bytes: far enough above ours that a refusal is almost always ours.</summary>
    public const int KestrelLimit = 256 * 1024;

    /// <summary>How many header lines Kestrel takes; more than fit into our own limit.</summary>
    public const int KestrelMaxHeaders = 8_000;

    internal static IApplicationBuilder UseHeaderLimits(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        var request = context.Request;
        var characters = 0;
        foreach (var (name, values) in request.Headers)
        {
            characters += name.Length;
            foreach (var value in values)
            {
                characters += value?.Length ?? 0;
            }
        }

        if (characters > MaxHeaderCharacters || request.Path.Value!.Length + request.QueryString.Value!.Length > MaxTargetCharacters)
        {
            context.Response.Headers.Connection = "close";
            return context.WriteErrorAsync(CommonErrors.HeadersTooLarge);
        }

        return next(context);
    });
}
