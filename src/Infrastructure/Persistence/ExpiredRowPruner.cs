using AkashChat.Domain.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Forgets what is over: spent challenges that can neither be replayed nor count against a network, ended sessions, old counts and audit entries.</summary>
internal sealed partial class ExpiredRowPruner(IServiceScopeFactory scopes, SqliteSweep sweep, TimeProvider clock, ILogger<ExpiredRowPruner> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    // Tickets are counted over 24 hours, and a challenge lives for minutes.
    private static readonly TimeSpan Retention = TimeSpan.FromHours(25);

    // Counts matter for a day; a week of them lets the operator see what was going on.
    private const int DaysOfCounts = 7;
    // Of people; what the operator changed is kept.
    private static readonly TimeSpan AuditRetention = TimeSpan.FromDays(400);

    // An act that ends after its user was erased tells of the network once more.
    private static readonly TimeSpan LastActs = TimeSpan.FromDays(1);

    internal async Task PruneAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var now = clock.GetUtcNow();
        var spentBefore = now - Retention;
        await database.SpentChallenges.Where(challenge => challenge.SpentAt < spentBefore).ExecuteDeleteAsync(cancellationToken);
        await database.Sessions.Where(session => session.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
        var countedBefore = DateOnly.FromDateTime(now.UtcDateTime).DayNumber - DaysOfCounts;
        await database.ActTallies.Where(tally => tally.Day < countedBefore).ExecuteDeleteAsync(cancellationToken);
        var toldBefore = now - AuditRetention;
        await database.AuditEntries
            .Where(entry => entry.At < toldBefore && (entry.UserId != null || entry.Actor != AuditActor.Operator))
            .ExecuteDeleteAsync(cancellationToken);
        var actedAfter = now - LastActs;
        await database.AuditEntries
            .Where(entry => entry.At > actedAfter && entry.UserId != null && entry.Network != ClientNetwork.Erased && !database.Users.Any(user => user.Id == entry.UserId))
            .ExecuteUpdateAsync(set => set.SetProperty(entry => entry.Network, ClientNetwork.Erased), cancellationToken);
        await sweep.SweepIfDueAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await PruneAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // What was not pruned now is pruned in an hour; a store that is away must not end the service.
                Log.PruningFailed(logger, exception.GetType().Name);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Warning, "What is over could not be deleted ({Reason}); next try in an hour")]
        public static partial void PruningFailed(ILogger logger, string reason);
    }
}
