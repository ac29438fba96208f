using AkashChat.Application.Catalog.ListModels;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys;
using AkashChat.Application.Keys.NarrowApiKey;
using AkashChat.Domain.Common;
using AkashChat.Web.Common;
using Microsoft.AspNetCore.Mvc;

namespace AkashChat.Web.Pages.Account.Keys;

/// <summary>A key's own limits, within what the team allows.</summary>
public sealed class LimitsModel(IDispatcher dispatcher, KeyPolicies policies, TimeProvider clock) : KeyPageModel(dispatcher, policies, clock)
{
    /// <summary>What is in the form's fields.</summary>
    [BindProperty]
    public LimitsForm Form { get; set; } = new();

    /// <summary>The models to choose from: those on offer that the team allows, and those that the key has now.</summary>
    public IReadOnlyList<string> Models { get; private set; } = [];

    /// <summary>Shows the form.</summary>
    public IActionResult OnGet()
    {
        Form = LimitsForm.Of(Card);
        return Card.IsLiving ? Page() : ToDetails();
    }

    /// <summary>Saves the limits.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var (limits, end) = Form.Read(Card, out var faults);
        return faults.Count > 0
            ? Refuse(CommonErrors.InvalidInput with { Fields = faults })
            : await ActAsync(new NarrowApiKeyCommand(Visitor, KeyId, limits, end), KeyDone.Narrowed, cancellationToken);
    }

    /// <summary>A field for a limit.</summary>
    public TextField Field(string name, string label, string? value, string? most) =>
        new(name, label, most is null ? "Your team has no limit." : $"At most {most}.", value, Errors);

    /// <inheritdoc/>
    protected override async Task<Error?> LoadAsync(CancellationToken cancellationToken)
    {
        if (await base.LoadAsync(cancellationToken) is { } missing)
        {
            return missing;
        }

        var listed = await Dispatcher.SendAsync(new ListModelsQuery(), cancellationToken);
        if (!listed.IsSuccess)
        {
            return listed.Error;
        }

        var allowed = listed.Value.Select(model => model.Name).Where(Policy.Limits.Allows);
        Models = [.. allowed.Union(Key.OwnLimits.Models ?? [], StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return null;
    }
}
