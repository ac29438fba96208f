using System.Text.Encodings.Web;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Http;

namespace AkashChat.Api.Accounts;

/// <summary>Where the routes of a sign-in send browsers.</summary>
internal static class SignInAnswers
{
    /// <summary>To the page that explains what went wrong; it has the error's status.</summary>
    internal static IResult ToFailurePage(this Error error) => TypedResults.LocalRedirect($"/sign-in/failed?reason={error.Code}");

    /// <summary>From a form of ours to the provider.</summary>
    /// <remarks>
    /// Browsers hold every redirect that follows a form, however many there are, against <c>form-action</c> of the page it was
    /// on; and where the provider redirects to in turn nobody can list. A page that refreshes itself at once is a new beginning.
    /// </remarks>
    internal static IResult LeaveFor(string address) => new Leaving(address);

    private sealed class Leaving(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = StatusCodes.Status200OK;
            response.Headers.Location = default;
            response.Headers["Refresh"] = $"0; url={address}";
            response.ContentType = "text/html; charset=utf-8";
            return response.WriteAsync($"""
                <!DOCTYPE html>
                <html lang="en">
                <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>One moment · AkashChat</title></head>
                <body><main><h1>One moment</h1><p><a href="{HtmlEncoder.Default.Encode(address)}">Go on to the sign-in provider</a></p></main></body>
                </html>
                """);
        }
    }
}
