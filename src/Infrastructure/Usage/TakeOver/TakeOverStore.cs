using AkashChat.Application.Usage.TakeOver;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Accounts;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AkashChat.Infrastructure.Usage.TakeOver;

internal sealed class TakeOverStore(AppDbContext database, TeamOptions options) : ITakeOverStore, IAsyncDisposable
{
    private IDbContextTransaction? _transaction;

    public async Task<TakeOverTeams> BeginAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Rows are only added: nothing has to be looked through for changes.
        database.ChangeTracker.AutoDetectChangesEnabled = false;
        _transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var teams = await database.Teams.AsNoTracking().ToListAsync(cancellationToken);
        var permissionless = FindOrMake(options.Permissionless, Tier.Permissionless);
        var extended = FindOrMake(options.Extended, Tier.Extended);
        await database.SaveChangesAsync(cancellationToken);
        database.ChangeTracker.Clear();
        return new TakeOverTeams(permissionless, extended, teams);

        Team FindOrMake(string name, Tier tier)
        {
            if (teams.Find(team => team.Id == name) is { } found)
            {
                return found;
            }

            var made = Team.Create(name, tier, now);
            database.Teams.Add(made);
            teams.Add(made);
            return made;
        }
    }

    public async Task<IReadOnlyList<ApiKey>> FindKeysAsync(IReadOnlyCollection<string> hashes, CancellationToken cancellationToken) =>
        hashes.Count == 0
            ? []
            : await database.ApiKeys.AsNoTracking()
                .Where(key => hashes.Contains(key.Hash) || (key.PreviousHash != null && hashes.Contains(key.PreviousHash)))
                .ToListAsync(cancellationToken);

    public async Task<IReadOnlyList<User>> FindUsersAsync(
        IReadOnlyCollection<UserId> ids, string? issuer, IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        var found = ids.Count == 0
            ? []
            : await database.Users.AsNoTracking().Where(user => ids.Contains(user.Id)).ToListAsync(cancellationToken);
        if (subjects.Count > 0)
        {
            found.AddRange(await database.Users.AsNoTracking()
                .Where(user => user.Issuer == issuer && subjects.Contains(user.Subject))
                .ToListAsync(cancellationToken));
        }

        return found;
    }

    public async Task<IReadOnlyList<UserId>> FindAuditedAsync(IReadOnlyCollection<UserId> ids, string action, CancellationToken cancellationToken)
    {
        var wanted = ids.Select(id => (UserId?)id).ToList();
        var found = wanted.Count == 0
            ? []
            : await database.AuditEntries.AsNoTracking()
                .Where(entry => wanted.Contains(entry.UserId) && entry.Action == action)
                .Select(entry => entry.UserId)
                .ToListAsync(cancellationToken);
        return [.. found.OfType<UserId>().Distinct()];
    }

    public async Task<IReadOnlyList<(UserId UserId, int Slot)>> FindSlotsAsync(IReadOnlyCollection<UserId> users, CancellationToken cancellationToken)
    {
        var found = users.Count == 0
            ? []
            : await database.ApiKeys.AsNoTracking()
                .Where(key => users.Contains(key.UserId) && key.Slot != null)
                .Select(key => new { key.UserId, key.Slot })
                .ToListAsync(cancellationToken);
        return [.. found.Select(place => (place.UserId, place.Slot!.Value))];
    }

    public async Task WriteAsync(IReadOnlyCollection<object> rows, CancellationToken cancellationToken)
    {
        var usage = rows.OfType<UsageRecord>().ToList();
        database.AddRange(rows.Where(row => row is not UsageRecord));
        await database.SaveChangesAsync(cancellationToken);
        database.ChangeTracker.Clear();
        if (usage.Count > 0)
        {
            // Booked like any other, so that the sums know it.
            await _transaction!.GetDbTransaction().AddUsageAsync(usage, [.. usage.Select(record => record.UserId)], cancellationToken);
        }
    }

    public Task CommitAsync(CancellationToken cancellationToken) =>
        _transaction?.CommitAsync(cancellationToken) ?? throw new InvalidOperationException("Nothing was begun.");

    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null)
        {
            await _transaction.DisposeAsync();
        }
    }
}
