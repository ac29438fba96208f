using AkashChat.Application.Keys.Backend;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Infrastructure.Keys;

/// <summary>Our own gateway, which asks our records: what is saved holds, and there is nothing to carry.</summary>
internal sealed class NativeKeyBackend(IServiceScopeFactory scopes) : IKeyBackend
{
    public bool KeepsKeys => false;

    public Task<Error?> CheckAsync(CancellationToken cancellationToken) => Nothing();

    // What another backend still had to be told, or did not know, says nothing here.
    public async Task<Error?> PrepareAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var keys = scope.ServiceProvider.GetRequiredService<AppDbContext>().ApiKeys;
        await keys.Where(key => key.State == KeyState.Issuing).ExecuteDeleteAsync(cancellationToken);
        await keys
            .Where(key => key.PendingSince != null || key.PendingHash != null || key.MissingSince != null)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(key => key.PendingSince, (DateTimeOffset?)null)
                    .SetProperty(key => key.PendingHash, (string?)null)
                    .SetProperty(key => key.MissingSince, (DateTimeOffset?)null),
                cancellationToken);
        return null;
    }

    public Task<Error?> IssueAsync(BackendKey key, KeySecret secret, CancellationToken cancellationToken) => Nothing();

    public Task<Error?> ApplyAsync(BackendKey key, CancellationToken cancellationToken) => Nothing();

    public Task<Error?> RemoveAsync(IReadOnlyList<string> hashes, CancellationToken cancellationToken) => Nothing();

    public Task<Error?> RemoveUserAsync(UserId userId, CancellationToken cancellationToken) => Nothing();

    public Task<Result<BackendPage>> ListAsync(Tier tier, int page, CancellationToken cancellationToken) =>
        Task.FromResult(Result<BackendPage>.Success(new BackendPage([], IsLast: true)));

    private static Task<Error?> Nothing() => Task.FromResult<Error?>(null);
}
