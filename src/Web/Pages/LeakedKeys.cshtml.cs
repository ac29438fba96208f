using AkashChat.Api.Accounts;
using AkashChat.Api.Common;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys;
using AkashChat.Application.Keys.ReportLeakedKey;
using AkashChat.Domain.Common;
using AkashChat.Web.Common;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AkashChat.Web.Pages;

/// <summary>Stops a leaked key for whoever has it. The key stands neither in the answer nor in an address.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class LeakedKeysModel(IDispatcher dispatcher) : PageModel
{
    /// <summary>The reported key, and what came of it; null: nothing is reported yet.</summary>
    public StoppedKey? Stopped { get; private set; }

    /// <summary>What is wrong with the form.</summary>
    public FormErrors? Errors { get; private set; }

    /// <summary>Shows the form.</summary>
    public void OnGet()
    {
        // The page is its own answer.
    }

    /// <summary>Stops the key.</summary>
    public async Task<IActionResult> OnPostAsync([FromForm(Name = "apiKey")] string? apiKey, CancellationToken cancellationToken)
    {
        var stopped = await dispatcher.SendAsync(ReportLeakedKeyCommand.Of(apiKey, HttpContext.GetClientNetwork()), cancellationToken);
        if (stopped.IsSuccess)
        {
            Stopped = stopped.Value;
            return Page();
        }

        Errors = FormErrors.Of(stopped.Error);
        Response.SetErrorHead(stopped.Error);
        return Page();
    }
}
