using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Common;

/// <summary>The form in which a route tells its errors.</summary>
public enum Dialect
{
    /// <summary>A page, for people.</summary>
    Page,

    /// <summary>Problem details (RFC 9457), for the REST API.</summary>
    Problem,

    /// <summary>OpenAI's envelope, for the gateway.</summary>
    OpenAi,
}

/// <summary>Tells a path's dialect.</summary>
public static class DialectOfPath
{
    /// <summary>Whether the request is a call of the gateway, which goes to a model server: all that is posted to its paths.</summary>
    public static bool IsGatewayCall(this HttpRequest request) => HttpMethods.IsPost(request.Method) && request.Path.GetDialect() == Dialect.OpenAi;

    /// <summary>The dialect in which this path answers, whether there is a route or not.</summary>
    public static Dialect GetDialect(this PathString path) =>
        path.StartsWithSegments("/v1") || path.StartsWithSegments("/api/v1") || path.StartsWithSegments("/v2")
            || path.StartsWithSegments("/openai") || path.StartsWithSegments("/engines") ? Dialect.OpenAi
        : path.StartsWithSegments("/api") || path.StartsWithSegments("/health") ? Dialect.Problem
        : Dialect.Page;
}
