using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys;
using AkashChat.Application.Keys.GetApiKey;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using Microsoft.AspNetCore.Mvc;

namespace AkashChat.Web.Common;

/// <summary>A page about one of the visitor's own keys. Somebody else's is as absent as one that does not exist.</summary>
/// <param name="dispatcher">Takes messages to their handlers.</param>
/// <param name="policies">What each team's keys may be.</param>
/// <param name="clock">Tells the time.</param>
public abstract class KeyPageModel(IDispatcher dispatcher, KeyPolicies policies, TimeProvider clock) : AccountPageModel(dispatcher)
{
    private const string DetailsPage = "/Account/Keys/Details";

    /// <summary>The key, as it was before the handler ran.</summary>
    public KeyView Key { get; private set; } = null!;

    /// <summary>The key, and what can be done with it.</summary>
    public KeyCard Card => new(Key, Policy, clock.GetUtcNow());

    /// <summary>What the team's keys may be.</summary>
    public KeyPolicy Policy => policies.For(Account.Tier);

    /// <summary>Which key the address names; never what a form says.</summary>
    protected ApiKeyId KeyId => new((string)RouteData.Values["id"]!);

    /// <inheritdoc/>
    protected override async Task<Error?> LoadAsync(CancellationToken cancellationToken)
    {
        var key = await Dispatcher.SendAsync(new GetApiKeyQuery(Visitor, KeyId), cancellationToken);
        if (!key.IsSuccess)
        {
            return key.Error;
        }

        Key = key.Value;
        return null;
    }

    /// <summary>Carries an act out, and says on the key's page that it is done.</summary>
    protected async Task<IActionResult> ActAsync(ICommand<KeyView> command, KeyDone done, CancellationToken cancellationToken)
    {
        var result = await Dispatcher.SendAsync(command, cancellationToken);
        if (result.IsSuccess)
        {
            return ToDetails(done);
        }

        // The change is saved, if not carried: the page is to show it.
        return result.Error.Code == KeyErrors.BackendPending.Code && await LoadAsync(cancellationToken) is { } gone
            ? LeaveFor(gone)
            : Fail(result.Error);
    }

    /// <summary>Shows the page again with what was wrong, unless there is no page to show any more.</summary>
    protected IActionResult Fail(Error error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return IsLeaving(error) ? LeaveFor(error) : Refuse(error);
    }

    /// <summary>Whether the key, or the visitor's account, has gone meanwhile.</summary>
    protected static bool IsLeaving(Error error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.Code == KeyErrors.NotFound.Code || error.Code == AccountErrors.NotSignedIn.Code;
    }

    /// <summary>Leads to the key's page.</summary>
    protected IActionResult ToDetails(KeyDone? done = null) => RedirectToPage(DetailsPage, new { id = Key.Id.Value, done });
}
