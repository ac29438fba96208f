using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;

namespace AkashChat.Web.Pages;

/// <summary>What is shown in place of a page that cannot be.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class StatusModel : PageModel
{
    /// <summary>The HTTP status.</summary>
    [BindProperty(SupportsGet = true)]
    public int Code { get; set; }

    /// <summary>What happened.</summary>
    public string Headline { get; private set; } = string.Empty;

    /// <summary>What to do.</summary>
    public string Advice { get; private set; } = string.Empty;

    /// <summary>What the operator finds the request by.</summary>
    public string RequestId => HttpContext.TraceIdentifier;

    /// <summary>Shows the page, with its status.</summary>
    public void OnGet()
    {
        Code = Code is >= 400 and < 600 ? Code : StatusCodes.Status404NotFound;
        (Headline, Advice) = Texts(Code);
        Response.StatusCode = Code;
    }

    private static (string Headline, string Advice) Texts(int code) => code switch
    {
        400 => ("The request cannot be read", "If you sent a form, it may have been open for too long, or cookies are switched off. Go back, reload the page and send it again."),
        403 => ("This is not allowed", "You cannot do this here."),
        404 => ("There is nothing at this address", "Check the address, or start again from the home page."),
        405 => ("This address does not take that method", "Start again from the home page, or see the API description."),
        408 => ("That took too long to arrive", "Send it again."),
        413 => ("That was too large", "Send less at once."),
        429 => ("That was too much in too short a time", "Wait a minute, then try again."),
        503 => ("We cannot answer at the moment", "Something this service needs is away. Try again in a few seconds."),
        >= 500 => ("Something went wrong on our side", "Try again. If it stays, tell the operator the request id below."),
        _ => (ReasonPhrases.GetReasonPhrase(code) is { Length: > 0 } phrase ? phrase : "The request failed", "Start again from the home page."),
    };
}
