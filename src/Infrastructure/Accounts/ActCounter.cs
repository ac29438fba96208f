using System.Globalization;
using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Infrastructure.Accounts;

/// <summary>Counts in the database, which all instances share with or without Redis: these acts are rare, and all of them write there anyway.</summary>
/// <remarks>
/// In a scope and a transaction of its own: a count holds even if the act fails afterwards. Rows are taken in one order
/// (person, network, service), so that two counts at the same moment never wait for each other in a circle.
/// </remarks>
internal sealed class ActCounter(IServiceScopeFactory scopes) : IActCounter
{
    private const string CountOne =
        "INSERT INTO act_tallies (day, act, scope, subject, count, refused) VALUES (@p0, @p1, @p2, @p3, 1, 0) "
        + "ON CONFLICT (day, act, scope, subject) DO UPDATE SET count = act_tallies.count + 1 RETURNING count";

    private const string RefuseOne =
        "INSERT INTO act_tallies (day, act, scope, subject, count, refused) VALUES (@p0, @p1, @p2, @p3, 0, 1) "
        + "ON CONFLICT (day, act, scope, subject) DO UPDATE SET refused = act_tallies.refused + 1 RETURNING refused";

    public async Task<ActLimit?> CountAsync(GuardedAct act, IReadOnlyList<ActLimit> limits, DateOnly day, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        await using (var transaction = await database.Database.BeginTransactionAsync(cancellationToken))
        {
            var usedUp = default(ActLimit);
            foreach (var limit in limits.OrderBy(limit => limit.Scope))
            {
                if (await AddAsync(database, transaction, CountOne, act, limit, day, cancellationToken) > limit.Most)
                {
                    usedUp = limit;
                    break;
                }
            }

            if (usedUp is null)
            {
                await transaction.CommitAsync(cancellationToken);
                return null;
            }

            await transaction.RollbackAsync(cancellationToken);
            await using var refusal = await database.Database.BeginTransactionAsync(cancellationToken);
            await AddAsync(database, refusal, RefuseOne, act, usedUp, day, cancellationToken);
            await refusal.CommitAsync(cancellationToken);
            return usedUp;
        }
    }

    public async Task<IReadOnlyList<ActTotal>> TotalsAsync(DateOnly day, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var number = day.DayNumber;
        return await database.ActTallies.AsNoTracking()
            .Where(tally => tally.Day == number)
            .GroupBy(tally => new { tally.Act, tally.Scope })
            .Select(group => new ActTotal(
                group.Key.Act, group.Key.Scope, group.Count(), group.Sum(tally => (long)tally.Count), group.Sum(tally => (long)tally.Refused)))
            .ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<ActCount>> LargestAsync(
        GuardedAct act, ActScope scope, DateOnly day, int most, CancellationToken cancellationToken)
    {
        await using var services = scopes.CreateAsyncScope();
        var database = services.ServiceProvider.GetRequiredService<AppDbContext>();
        var number = day.DayNumber;
        return await database.ActTallies.AsNoTracking()
            .Where(tally => tally.Day == number && tally.Act == act && tally.Scope == scope)
            .OrderByDescending(tally => tally.Refused).ThenByDescending(tally => tally.Count).ThenBy(tally => tally.Subject)
            .Take(most)
            .Select(tally => new ActCount(tally.Act, tally.Scope, tally.Subject, tally.Count, tally.Refused))
            .ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<DatedActCount>> ListAsync(UserId userId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var subject = userId.ToString();
        var tallies = await database.ActTallies.AsNoTracking()
            .Where(tally => tally.Scope == ActScope.Person && tally.Subject == subject)
            .OrderByDescending(tally => tally.Day).ThenBy(tally => tally.Act)
            .ToListAsync(cancellationToken);
        return
        [
            .. tallies.Select(tally => new DatedActCount(
                DateOnly.FromDayNumber(tally.Day), new ActCount(tally.Act, tally.Scope, tally.Subject, tally.Count, tally.Refused))),
        ];
    }

    private static async Task<int> AddAsync(
        AppDbContext database, IDbContextTransaction transaction, string text, GuardedAct act, ActLimit limit, DateOnly day, CancellationToken cancellationToken)
    {
        await using var command = database.Command(text, day.DayNumber, (int)act, (int)limit.Scope, limit.Subject);
        command.Transaction = transaction.GetDbTransaction();
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }
}
