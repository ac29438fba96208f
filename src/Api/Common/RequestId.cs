using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Builder;

namespace AkashChat.Api.Common;

/// <summary>Gives every request a name, which the answer's <c>x-request-id</c>, the errors and the log carry.</summary>
internal static class RequestId
{
    internal const string Header = "x-request-id";

    private const string Prefix = "req_";
    private const int Length = 20;

    internal static IApplicationBuilder UseRequestId(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        // Our own, always: a caller's text has no business in our log. It is a name and no secret, so that it need not cost
        // what unpredictable numbers cost.
        context.TraceIdentifier = string.Create(Prefix.Length + Length, 0, static (name, _) =>
        {
            Prefix.CopyTo(name);
            Random.Shared.GetItems(Base62.Alphabet, name[Prefix.Length..]);
        });
        context.Response.Headers[Header] = context.TraceIdentifier;
        return next(context);
    });
}
