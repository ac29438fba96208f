using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace AkashChat.TestKit.Servers;

/// <summary>What a captcha's provider can answer.</summary>
public static class CaptchaScripts
{
    /// <summary>The host name that tests configure.</summary>
    public const string Host = "portal.example";

    /// <summary>A yes, with all that any provider says.</summary>
    public static Func<HttpContext, Task> Yes(
        DateTimeOffset solvedAt, string host = Host, string action = "get_key", string score = "0.9", string success = "true") => Json(
        $$"""
          {"success":{{success}},"challenge_ts":"{{solvedAt.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}}",
           "hostname":"{{host}}","action":"{{action}}","score":{{score}},"error-codes":[],"cdata":"","credit":true,"metadata":{ "interactive":false } }
          """);

    /// <summary>A no with this reason.</summary>
    public static Func<HttpContext, Task> No(string code) => Json($$"""{"success":false,"error-codes":["{{code}}"]}""");

    /// <summary>This text, said to be JSON.</summary>
    public static Func<HttpContext, Task> Json(string text, int status = StatusCodes.Status200OK) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(text);
    };

    /// <summary>No answer until the asker leaves.</summary>
    public static Func<HttpContext, Task> Hang() => context =>
    {
        var left = new TaskCompletionSource();
        context.RequestAborted.Register(left.SetResult);
        return left.Task;
    };

    /// <summary>The first half of a yes, then a cut.</summary>
    public static Func<HttpContext, Task> Cut() => async context =>
    {
        context.Response.ContentLength = 1_000;
        await context.Response.WriteAsync("""{"success":true,""");
        await context.Response.Body.FlushAsync();
        context.Abort();
    };

    /// <summary>A redirect to itself.</summary>
    public static Func<HttpContext, Task> Redirect() => context =>
    {
        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = context.Request.Path.ToString();
        return Task.CompletedTask;
    };
}
