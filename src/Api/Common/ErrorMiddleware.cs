using System.Globalization;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AkashChat.Api.Common;

/// <summary>Gives every failure that nobody answered a form: in the route's dialect, with a stable code, and without our insides.</summary>
internal sealed partial class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        Error? error;
        try
        {
            await next(context);
            error = ForBareStatus(context);
        }
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested || exception is ConnectionAbortedException or { InnerException: ConnectionAbortedException })
        {
            // Nobody is there to take an answer, and a caller who left, or whom the stop of the service cut off, is no failure.
            return;
        }
        catch (Exception exception)
        {
            error = ForException(context, exception);
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }

            ClearBody(context);
        }

        if (error is not null)
        {
            await AnswerAsync(context, error);
        }
    }

    private static Error? ForBareStatus(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted || response.StatusCode < 400 || response.ContentLength > 0 || response.ContentType is not null)
        {
            return null;
        }

        return response.StatusCode switch
        {
            403 => CommonErrors.Forbidden,
            404 => CommonErrors.RouteNotFound,
            405 => CommonErrors.MethodNotAllowed,
            408 => CommonErrors.BodyTooSlow,
            413 => CommonErrors.BodyTooLarge,
            415 => CommonErrors.UnsupportedMediaType,
            431 => CommonErrors.HeadersTooLarge,
            503 => CommonErrors.StoreUnavailable,
            < 500 => CommonErrors.BadRequest,
            _ => CommonErrors.Unexpected,
        };
    }

    private Error ForException(HttpContext context, Exception exception)
    {
        if (exception is BadHttpRequestException bad)
        {
            return bad.StatusCode switch
            {
                408 => CommonErrors.BodyTooSlow,
                413 => CommonErrors.BodyTooLarge,
                415 => CommonErrors.UnsupportedMediaType,
                400 => CommonErrors.MalformedJson,
                _ => CommonErrors.BadRequest,
            };
        }

        if (StoreOutage.IsBehind(exception))
        {
            Log.StoreUnavailable(logger, context.TraceIdentifier, StoreOutage.ReasonOf(exception));
            return CommonErrors.StoreUnavailable;
        }

        Log.Unexpected(logger, exception, context.TraceIdentifier);
        return CommonErrors.Unexpected;
    }

    private async Task AnswerAsync(HttpContext context, Error error)
    {
        if (context.Request.Path.GetDialect() != Dialect.Page)
        {
            await context.WriteErrorAsync(error);
            return;
        }

        // The page of the status is a route of its own; walk the pipeline again to it. If that fails too, say it plainly.
        context.SetEndpoint(null);
        context.Request.RouteValues.Clear();
        context.Request.Method = HttpMethods.Get;
        context.Request.Path = "/status/" + error.Kind.ToStatus().ToString(CultureInfo.InvariantCulture);
        context.Request.QueryString = QueryString.Empty;
        try
        {
            await next(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            Log.Unexpected(logger, exception, context.TraceIdentifier);
            ClearBody(context);
            await context.WriteErrorAsync(error);
        }
    }

    private static void ClearBody(HttpContext context)
    {
        context.Response.Headers.ContentLength = null;
        context.Response.Headers.ContentType = default;
        context.Response.Headers.SetCookie = default;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Request {RequestId} failed unexpectedly")]
        public static partial void Unexpected(ILogger logger, Exception exception, string requestId);

        [LoggerMessage(2, LogLevel.Warning, "Request {RequestId} could not be served: the store does not answer ({Reason})")]
        public static partial void StoreUnavailable(ILogger logger, string requestId, string reason);
    }
}
