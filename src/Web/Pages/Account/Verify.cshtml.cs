using AkashChat.Application.Common.Messaging;
using AkashChat.Web.Common;

namespace AkashChat.Web.Pages.Account;

/// <summary>Explains how a mail address is verified, and looks again without signing out.</summary>
public sealed class VerifyModel(IDispatcher dispatcher) : AccountPageModel(dispatcher)
{
    /// <summary>Shows the page.</summary>
    public void OnGet()
    {
        // The base has read all that the page shows.
    }
}
