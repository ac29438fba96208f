using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Gateway.GetLimits;
using AkashChat.Application.Keys;
using AkashChat.Application.Keys.DisableApiKey;
using AkashChat.Application.Keys.EnableApiKey;
using AkashChat.Application.Keys.RenameApiKey;
using AkashChat.Application.Usage.GetKeyUsage;
using AkashChat.Domain.Common;
using AkashChat.Web.Common;
using Microsoft.AspNetCore.Mvc;

namespace AkashChat.Web.Pages.Account.Keys;

/// <summary>All about one key, and the ways to change it.</summary>
public sealed class DetailsModel(IDispatcher dispatcher, KeyPolicies policies, TimeProvider clock) : KeyPageModel(dispatcher, policies, clock)
{
    /// <summary>What was just done, on the way back from it.</summary>
    [FromQuery(Name = "done")]
    public KeyDone? Done { get; set; }

    /// <summary>What the key is to be called.</summary>
    [BindProperty]
    public string? KeyName { get; set; }

    /// <summary>Whether the terms are accepted with the act.</summary>
    [BindProperty]
    public bool AcceptsTerms { get; set; }

    /// <summary>What the key was used for lately.</summary>
    public KeyUsage Usage { get; private set; } = new([]);

    /// <summary>Where its limits stand; null: it does not work any more, or nobody can tell.</summary>
    public KeyStanding? Standing { get; private set; }

    /// <summary>When that was so.</summary>
    public DateTimeOffset TakenAt { get; private set; }

    /// <summary>Shows the key.</summary>
    public void OnGet() => KeyName = Key.Name;

    /// <summary>Gives it another name.</summary>
    public Task<IActionResult> OnPostRenameAsync(CancellationToken cancellationToken) =>
        ActAsync(new RenameApiKeyCommand(Visitor, KeyId, KeyName ?? string.Empty), KeyDone.Renamed, cancellationToken);

    /// <summary>Switches it off.</summary>
    public Task<IActionResult> OnPostDisableAsync(CancellationToken cancellationToken)
    {
        KeyName = Key.Name;
        return ActAsync(new DisableApiKeyCommand(Visitor, KeyId), KeyDone.Disabled, cancellationToken);
    }

    /// <summary>Switches it on again.</summary>
    public Task<IActionResult> OnPostEnableAsync(CancellationToken cancellationToken)
    {
        KeyName = Key.Name;
        return ActAsync(new EnableApiKeyCommand(Visitor, KeyId, AcceptsTerms), KeyDone.Enabled, cancellationToken);
    }

    /// <summary>What was done, in words; null: nothing.</summary>
    public string? DoneText => Done switch
    {
        KeyDone.Renamed => "The key has its new name.",
        KeyDone.Renewed => "The key is renewed. Its secret is the same as before.",
        KeyDone.Narrowed => "The key's limits are saved.",
        KeyDone.Disabled => "The key is switched off.",
        KeyDone.Enabled => "The key is switched on again.",
        KeyDone.Revoked => "The key is revoked.",
        _ => null,
    };

    /// <inheritdoc/>
    protected override async Task<Error?> LoadAsync(CancellationToken cancellationToken)
    {
        if (await base.LoadAsync(cancellationToken) is { } missing)
        {
            return missing;
        }

        var usage = await Dispatcher.SendAsync(new GetKeyUsageQuery(Visitor, KeyId), cancellationToken);
        if (!usage.IsSuccess)
        {
            return usage.Error;
        }

        Usage = usage.Value;
        if (Card.IsLiving
            && await Dispatcher.SendAsync(new GetLimitsQuery(Visitor, KeyId), cancellationToken) is { IsSuccess: true, Value: { CountedElsewhere: false } limits })
        {
            (Standing, TakenAt) = (limits.Keys.Single(), limits.TakenAt);
        }

        return null;
    }
}
