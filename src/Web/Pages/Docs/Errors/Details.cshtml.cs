using AkashChat.Api.Common;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AkashChat.Web.Pages.Docs.Errors;

/// <summary>One error: what it means and what to do.</summary>
public sealed class DetailsModel : PageModel
{
    /// <summary>The error.</summary>
    public Error Error { get; private set; } = null!;

    /// <summary>Shows the page.</summary>
    public IActionResult OnGet(string code)
    {
        var found = ErrorCatalog.All.FirstOrDefault(error => error.Code == code);
        if (found is null)
        {
            return NotFound();
        }

        Error = found;
        return Page();
    }
}
