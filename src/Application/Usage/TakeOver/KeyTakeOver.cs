using AkashChat.Application.Catalog;

namespace AkashChat.Application.Usage.TakeOver;

/// <summary>Takes over the keys of a LiteLLM proxy, so that every one of them works here as it did there. Can be repeated: what is here already stays as it is.</summary>
public sealed class KeyTakeOver(ITakeOverStore store, IModelCatalog catalog, TimeProvider clock)
{
    private const int BatchSize = 500;

    /// <summary>Takes them over, all or none.</summary>
    /// <param name="source">The proxy's database.</param>
    /// <param name="issuer">The OpenID provider whose names for people the proxy uses as names of users; null: there is none.</param>
    /// <param name="isTrial">True: do all of it but the last step, so that nothing changes.</param>
    /// <param name="cancellationToken">Stops it; nothing is changed then.</param>
    public async Task<TakeOverReport> RunAsync(ILiteLlmSource source, string? issuer, bool isTrial, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var teams = await store.BeginAsync(now, cancellationToken);
        var surroundings = await source.ReadSurroundingsAsync(now, cancellationToken);
        var run = new TakeOverRun(
            store,
            surroundings,
            new KeyTranslator(surroundings, catalog.Current, now),
            new AccountPlanner(teams, surroundings, issuer, now),
            new TakenAccounts(store, issuer),
            now);
        await foreach (var batch in source.ReadKeysAsync(cancellationToken).Chunk(BatchSize).WithCancellation(cancellationToken))
        {
            await run.TakeAsync(batch, cancellationToken);
        }

        if (!isTrial)
        {
            await store.CommitAsync(cancellationToken);
        }

        return run.Report;
    }
}
