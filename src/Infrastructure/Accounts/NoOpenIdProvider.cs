using AkashChat.Application.Accounts;

namespace AkashChat.Infrastructure.Accounts;

/// <summary>Stands for the provider where none is configured.</summary>
internal sealed class NoOpenIdProvider : IOpenIdProvider
{
    public bool IsOffered => false;

    public Task<bool> IsReachableAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    public Task<Uri?> FindSignOutAddressAsync(CancellationToken cancellationToken) => Task.FromResult<Uri?>(null);
}
