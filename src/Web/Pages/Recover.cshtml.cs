using AkashChat.Api.Accounts;
using AkashChat.Api.Common;
using AkashChat.Application.Accounts.RecoverAccount;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Web.Common;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AkashChat.Web.Pages;

/// <summary>Brings a visitor back to their account by its recovery code.</summary>
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class RecoverModel(IDispatcher dispatcher) : PageModel
{
    /// <summary>What was typed. It is shown again only if it opens nothing: people mend a slip, and no code stands in a page.</summary>
    [BindProperty(Name = "code")]
    public string? TypedCode { get; set; }

    /// <summary>What is wrong with the form.</summary>
    public FormErrors? Errors { get; private set; }

    /// <summary>Takes the visitor to their account, or says why not.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var recovered = await dispatcher.SendAsync(
            new RecoverAccountCommand(RecoveryCode.Parse(TypedCode), HttpContext.GetClientNetwork()), cancellationToken);
        if (!recovered.IsSuccess)
        {
            return Refuse(recovered.Error);
        }

        await HttpContext.ChangeSessionAsync(dispatcher, recovered.Value.Session, recovered.Value.SessionExpiresAt, cancellationToken);
        return RedirectToPage("/Account/Index");
    }

    private PageResult Refuse(Error error)
    {
        if (error.Code == AccountErrors.RecoveryCodeUnknown.Code)
        {
            Errors = FormErrors.Of(error with { Fields = new Dictionary<string, string[]> { ["code"] = [$"{error.Message} {error.Remedy}"] } });
        }
        else
        {
            Errors = FormErrors.Of(error);
            TypedCode = null;
        }

        Response.SetErrorHead(error);
        return Page();
    }
}
