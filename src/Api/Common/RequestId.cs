using System.Security.Cryptography;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Builder;

namespace AkashChat.Api.Common;

/// <summary>Gives every request a name, which the answer's <c>x-request-id</c>, the errors and the log carry.</summary>
internal static class RequestId
{
    internal const string Header = "x-request-id";

    internal static IApplicationBuilder UseRequestId(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        // Our own, always: a caller's text has no business in our log.
        context.TraceIdentifier = $"req_{RandomNumberGenerator.GetString(Base62.Alphabet, 20)}";
        context.Response.Headers[Header] = context.TraceIdentifier;
        return next(context);
    });
}
