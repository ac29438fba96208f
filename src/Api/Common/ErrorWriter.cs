using System.Globalization;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace AkashChat.Api.Common;

/// <summary>Renders an <see cref="Error"/> in the dialect of the route.</summary>
public static class ErrorWriter
{
    /// <summary>Writes the error as the whole answer. A page gets plain sentences here; the page proper is a route of its own.</summary>
    public static Task WriteErrorAsync(this HttpContext context, Error error)
    {
        context.Response.SetErrorHead(error);
        return context.Request.Path.GetDialect() switch
        {
            Dialect.OpenAi => OpenAiError.WriteAsync(context, error),
            Dialect.Problem => context.Response.WriteAsJsonAsync(
                ToProblem(error, context.TraceIdentifier), options: null, "application/problem+json"),
            _ => context.Response.WriteAsync($"{error.Message} {error.Remedy}"),
        };
    }

    /// <summary>Sets the error's status, and when to try again; for an answer whose body says the error in its own way.</summary>
    public static void SetErrorHead(this HttpResponse response, Error error)
    {
        response.StatusCode = error.Kind.ToStatus();
        response.Headers.CacheControl = "no-store";
        if (error.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = wait.ToWholeSeconds().ToString(CultureInfo.InvariantCulture);
        }

        if (error.Kind == ErrorKind.Unauthenticated && response.HttpContext.Request.Path.GetDialect() == Dialect.OpenAi)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }
    }

    /// <summary>The error as the answer of a REST endpoint.</summary>
    internal static IResult ToResult(this Error error) => new ErrorResult(error);

    /// <summary>The error as problem details: <c>type</c> leads to its page, <c>code</c> is stable.</summary>
    internal static ProblemDetails ToProblem(Error error, string requestId)
    {
        var problem = new ProblemDetails
        {
            Type = PageOf(error),
            Title = error.Message,
            Detail = error.Remedy,
            Status = error.Kind.ToStatus(),
        };
        problem.Extensions["code"] = error.Code;
        problem.Extensions["requestId"] = requestId;
        if (error.Field is not null)
        {
            problem.Extensions["field"] = error.Field;
        }

        if (error.Fields.Count > 0)
        {
            problem.Extensions["errors"] = error.Fields;
        }

        return problem;
    }

    private static string PageOf(Error error) => $"/docs/errors/{error.Code}";

    private sealed class ErrorResult(Error error) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => httpContext.WriteErrorAsync(error);
    }
}
