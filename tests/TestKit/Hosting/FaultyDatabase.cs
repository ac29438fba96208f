using System.Data.Common;
using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.TestKit.Hosting;

/// <summary>A database that can be told to fail at the n-th moment at which the program waits for it: before and after each statement, at the begin and end of a transaction, and at the counting of acts.</summary>
public sealed class FaultyDatabase
{
    private int _moments;
    private int _failAt;

    /// <summary>How many moments there were since <see cref="Arm"/>.</summary>
    public int Moments => _moments;

    /// <summary>Whether a transaction was committed since <see cref="Arm"/>.</summary>
    public bool Committed { get; private set; }

    /// <summary>Begins to count anew.</summary>
    /// <param name="failAt">The moment at which it fails, from 1; 0: never.</param>
    public void Arm(int failAt) => (_moments, _failAt, Committed) = (0, failAt, false);

    internal void Install(IServiceCollection services)
    {
        services.ConfigureDbContext<AppDbContext>(options => options.AddInterceptors(new Commands(this), new Transactions(this)));
        var real = services.Last(service => service.ServiceType == typeof(IActCounter)).ImplementationType!;
        services.AddSingleton<IActCounter>(provider => new Counter(this, (IActCounter)ActivatorUtilities.CreateInstance(provider, real)));
    }

    private void Pass()
    {
        if (++_moments == _failAt)
        {
            throw new FaultException();
        }
    }

    private sealed class FaultException() : DbException("The database failed, as the test told it to.");

    private sealed class Commands(FaultyDatabase faults) : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            faults.Pass();
            return ValueTask.FromResult(result);
        }

        public override ValueTask<DbDataReader> ReaderExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
        {
            faults.Pass();
            return ValueTask.FromResult(result);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            faults.Pass();
            return ValueTask.FromResult(result);
        }

        public override ValueTask<int> NonQueryExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            faults.Pass();
            return ValueTask.FromResult(result);
        }
    }

    private sealed class Transactions(FaultyDatabase faults) : DbTransactionInterceptor
    {
        public override ValueTask<DbTransaction> TransactionStartedAsync(
            DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default)
        {
            faults.Pass();
            return ValueTask.FromResult(result);
        }

        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            faults.Pass();
            return ValueTask.FromResult(result);
        }

        public override Task TransactionCommittedAsync(
            DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            faults.Committed = true;
            faults.Pass();
            return Task.CompletedTask;
        }
    }

    private sealed class Counter(FaultyDatabase faults, IActCounter real) : IActCounter
    {
        public async Task<ActLimit?> CountAsync(GuardedAct act, IReadOnlyList<ActLimit> limits, DateOnly day, CancellationToken cancellationToken)
        {
            faults.Pass();
            var committedBefore = faults.Committed;
            try
            {
                return await real.CountAsync(act, limits, day, cancellationToken);
            }
            finally
            {
                // The count is a transaction of its own, which is not the one that the test is about.
                faults.Committed = committedBefore;
            }
        }

        public Task<IReadOnlyList<ActTotal>> TotalsAsync(DateOnly day, CancellationToken cancellationToken) => real.TotalsAsync(day, cancellationToken);

        public Task<IReadOnlyList<ActCount>> LargestAsync(GuardedAct act, ActScope scope, DateOnly day, int most, CancellationToken cancellationToken) =>
            real.LargestAsync(act, scope, day, most, cancellationToken);

        public Task<IReadOnlyList<DatedActCount>> ListAsync(UserId userId, CancellationToken cancellationToken) => real.ListAsync(userId, cancellationToken);
    }
}
