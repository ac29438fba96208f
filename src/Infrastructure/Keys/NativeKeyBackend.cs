using AkashChat.Application.Keys.Backend;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Persistence;

namespace AkashChat.Infrastructure.Keys;

/// <summary>Our own gateway, which asks our records: what is saved holds, and there is nothing to carry.</summary>
internal sealed class NativeKeyBackend(PlainConnections connections) : IKeyBackend
{
    public bool KeepsKeys => false;

    public Task<Error?> CheckAsync(CancellationToken cancellationToken) => Nothing();

    // What another backend still had to be told, or did not know, says nothing here.
    public async Task<Error?> PrepareAsync(CancellationToken cancellationToken)
    {
        await using var database = await connections.OpenAsync(cancellationToken);
        await using var delete = database.Command("DELETE FROM api_keys WHERE state = @p0", (int)KeyState.Issuing);
        await delete.ExecuteNonQueryAsync(cancellationToken);
        await using var update = database.Command(
            "UPDATE api_keys SET pending_since = NULL, pending_hash = NULL, missing_since = NULL "
            + "WHERE pending_since IS NOT NULL OR pending_hash IS NOT NULL OR missing_since IS NOT NULL");
        await update.ExecuteNonQueryAsync(cancellationToken);
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
