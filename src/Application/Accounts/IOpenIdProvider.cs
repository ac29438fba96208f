namespace AkashChat.Application.Accounts;

/// <summary>The OpenID provider of the extended tier, if there is one.</summary>
public interface IOpenIdProvider
{
    /// <summary>Whether there is one; if not, there is no extended tier.</summary>
    bool IsOffered { get; }

    /// <summary>Whether it answers, so that a browser can be sent there.</summary>
    Task<bool> IsReachableAsync(CancellationToken cancellationToken);

    /// <summary>Where a browser signs out of the provider too, and comes back to our home page from.</summary>
    /// <returns>Null: there is no provider, it does not answer, or it has no such address.</returns>
    Task<Uri?> FindSignOutAddressAsync(CancellationToken cancellationToken);
}
