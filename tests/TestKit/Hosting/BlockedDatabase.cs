using System.Collections.Concurrent;
using System.Data.Common;
using AkashChat.Infrastructure.Persistence;
using AkashChat.TestKit.Upstream;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.TestKit.Hosting;

/// <summary>A database that can be told to keep the threads of whoever has just read from it.</summary>
public sealed class BlockedDatabase : IDisposable
{
    private readonly ManualResetEventSlim _open = new(initialState: true);
    private readonly Tally _blocked = new("Blocked readers");
    private readonly ConcurrentQueue<bool> _wereOnPool = new();

    /// <summary>Whether every thread that was kept was one of the thread pool.</summary>
    public bool KeptOnlyThreadsOfThePool => _wereOnPool.All(wasOnPool => wasOnPool);

    /// <summary>Keeps every reader from now on, until <see cref="Open"/>.</summary>
    public void Close() => _open.Reset();

    /// <summary>Lets all go on.</summary>
    public void Open() => _open.Set();

    /// <summary>Waits until so many readers were kept.</summary>
    public Task WaitForReadersAsync(int count) => _blocked.WaitForAtLeastAsync(count);

    /// <summary>Puts it between the program and its database.</summary>
    public void Install(IServiceCollection services)
    {
        services.ConfigureDbContext<AppDbContext>(options => options.AddInterceptors(new Readers(this)));
        services.AddSingleton<PlainConnections>(provider => new Connections(this, provider.GetRequiredService<DatabaseOptions>()));
    }

    public void Dispose()
    {
        Open();
        _open.Dispose();
    }

    private void Pass()
    {
        if (!_open.IsSet)
        {
            _wereOnPool.Enqueue(Thread.CurrentThread.IsThreadPoolThread);
            _blocked.Add(1);
            _open.Wait();
        }
    }

    private sealed class Connections(BlockedDatabase database, DatabaseOptions options) : PlainConnections(options)
    {
        internal override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
        {
            var connection = await base.OpenAsync(cancellationToken);
            database.Pass();
            return connection;
        }
    }

    private sealed class Readers(BlockedDatabase database) : DbCommandInterceptor
    {
        public override ValueTask<DbDataReader> ReaderExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
        {
            database.Pass();
            return ValueTask.FromResult(result);
        }
    }
}
