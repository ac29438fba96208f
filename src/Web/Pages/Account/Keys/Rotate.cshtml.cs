using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys;
using AkashChat.Application.Keys.RotateApiKey;
using AkashChat.Domain.Common;
using AkashChat.Web.Common;
using Microsoft.AspNetCore.Mvc;

namespace AkashChat.Web.Pages.Account.Keys;

/// <summary>Gives a key a new secret, which the answer shows once.</summary>
public sealed class RotateModel(IDispatcher dispatcher, KeyPolicies policies, TimeProvider clock) : KeyPageModel(dispatcher, policies, clock)
{
    /// <summary>How long the old secret can live on: by its name in the form, with what that says.</summary>
    public static readonly IReadOnlyList<(string Name, TimeSpan Overlap, string Label)> Overlaps =
    [
        ("none", TimeSpan.Zero, "Not at all: it stops at once"),
        ("1h", TimeSpan.FromHours(1), "For one hour"),
        ("24h", TimeSpan.FromHours(24), "For 24 hours"),
    ];

    /// <summary>Which of them.</summary>
    [BindProperty]
    public string? Overlap { get; set; }

    /// <summary>Which secret is to be replaced, so that a form that is sent twice does not replace the new one.</summary>
    [BindProperty]
    public string? Replaces { get; set; }

    /// <summary>Whether the terms are accepted with the act.</summary>
    [BindProperty]
    public bool AcceptsTerms { get; set; }

    /// <summary>The new secret, for this one answer.</summary>
    public NewSecret? Secret { get; private set; }

    /// <summary>Shows the form.</summary>
    public IActionResult OnGet()
    {
        Overlap = Overlaps[0].Name;
        return Card.IsLiving ? Page() : ToDetails();
    }

    /// <summary>Rotates.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (Replaces != Key.Preview)
        {
            return Refuse(CommonErrors.ChangedMeanwhile with
            {
                Message = "This key was rotated since the form was opened.",
                Remedy = "If its new secret is lost, rotate once more; the secret before that one then stops at once, whatever time it had left.",
            });
        }

        var chosen = Overlaps.FirstOrDefault(candidate => candidate.Name == Overlap);
        if (chosen.Name is null)
        {
            return Refuse(CommonErrors.InvalidInput with { Fields = new Dictionary<string, string[]> { ["overlap"] = ["Choose one of these."] } });
        }

        var rotated = await Dispatcher.SendAsync(new RotateApiKeyCommand(Visitor, KeyId, chosen.Overlap, AcceptsTerms), cancellationToken);
        if (!rotated.IsSuccess)
        {
            return Fail(rotated.Error);
        }

        Secret = await NewSecret.OfAsync(rotated.Value.Key, rotated.Value.Secret, Request, Dispatcher, cancellationToken);
        return Page();
    }
}
