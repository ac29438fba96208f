using AkashChat.Application.Keys.Backend;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Infrastructure.Keys;

/// <summary>Our own gateway, which asks our records: what is saved holds, and there is nothing to carry.</summary>
internal sealed class NativeKeyBackend : IKeyBackend
{
    public bool KeepsKeys => false;

    public Task<Error?> CheckAsync(CancellationToken cancellationToken) => Nothing();

    public Task<Error?> PrepareAsync(CancellationToken cancellationToken) => Nothing();

    public Task<Error?> IssueAsync(BackendKey key, KeySecret secret, CancellationToken cancellationToken) => Nothing();

    public Task<Error?> ApplyAsync(BackendKey key, CancellationToken cancellationToken) => Nothing();

    public Task<Error?> RemoveAsync(IReadOnlyList<string> hashes, CancellationToken cancellationToken) => Nothing();

    public Task<Error?> RemoveUserAsync(UserId userId, CancellationToken cancellationToken) => Nothing();

    public Task<Result<BackendPage>> ListAsync(Tier tier, int page, CancellationToken cancellationToken) =>
        Task.FromResult(Result<BackendPage>.Success(new BackendPage([], IsLast: true)));

    private static Task<Error?> Nothing() => Task.FromResult<Error?>(null);
}
