using System.Collections.Concurrent;
using System.Globalization;
using AkashChat.TestKit.Hosting;
using Npgsql;
using Testcontainers.PostgreSql;

namespace AkashChat.TestKit.Servers;

/// <summary>A real PostgreSQL: in a container where an engine answers, else the installed programs.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Image = "postgres:17-alpine";
    private const string User = "app";
    private const string Password = "app";
    private const int ContainerPort = 5432;
    private static readonly SharedServer<PostgresServer> Shared = new(StartNewAsync, server => server.EndProcess());

    // Tests lose nothing that a crash could lose: no need to wait for the disk.
    private static readonly string[] Careless = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=600"];

    private readonly ConcurrentDictionary<string, Lazy<Task>> _templates = new(StringComparer.Ordinal);
    private readonly string? _programs;
    private string _folder = "";
    private string _host = "127.0.0.1";
    private PostgreSqlContainer? _container;
    private ServerProcess? _process;
    private int _port;
    private int _databases;

    private PostgresServer(string? programs) => _programs = programs;

    /// <summary>The one that all tests of this process share; each test takes a database of its own. Never stop this one.</summary>
    public static Task<PostgresServer> SharedAsync() => Shared.GetAsync();

    /// <summary>Starts one of its own, for tests that stop it.</summary>
    /// <exception cref="InvalidOperationException">There is neither an engine nor the programs; the message says what to install.</exception>
    public static async Task<PostgresServer> StartNewAsync()
    {
        var server = new PostgresServer(Programs.FindPostgres());
        if (!await ContainerEngine.TryStartAsync(server.StartContainerAsync, server._programs is not null))
        {
            await server.StartProgramAsync();
        }

        return server;
    }

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public Task<string> CreateDatabaseAsync() => CopyAsync("template0");

    /// <summary>Makes a database that was prepared once and is copied from then on: far faster than to migrate each time.</summary>
    /// <param name="template">Names the preparation.</param>
    /// <param name="prepare">Prepares the first one; gets its connection string and leaves no connection behind.</param>
    /// <returns>The copy's connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string template, Func<string, Task> prepare)
    {
        var name = $"template_{template}";
        await _templates.GetOrAdd(name, _ => new Lazy<Task>(() => PrepareAsync(name, prepare))).Value;
        return await CopyAsync(name);
    }

    /// <summary>Takes it down, as an outage would; its databases stay.</summary>
    public async Task StopAsync()
    {
        if (_container is not null)
        {
            await _container.StopAsync();
        }

        _process?.End();
        _process = null;
    }

    /// <summary>Brings it up again at the same address.</summary>
    public async Task StartAsync()
    {
        if (_container is not null)
        {
            await _container.StartAsync();
        }
        else if (_process is null)
        {
            await StartProgramAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_container is not null)
        {
            await _container.DisposeAsync();
        }

        EndProcess();
    }

    private async Task StartContainerAsync()
    {
        // A port chosen here: the engine would choose another one at each start.
        _port = FreePort.Choose();
        var container = new PostgreSqlBuilder(Image)
            .WithUsername(User).WithPassword(Password).WithCommand(Careless).WithPortBinding(_port, ContainerPort).Build();
        await container.StartAsync();
        _container = container;
        _host = container.Hostname;
    }

    private async Task StartProgramAsync()
    {
        // PostgreSQL refuses to run as root; Debian's package makes this user.
        const string user = "postgres";
        var programs = _programs ?? throw new InvalidOperationException(Programs.InstallHint);
        if (_folder.Length == 0)
        {
            _folder = ServerFolder.Create();
            if (Environment.UserName == "root")
            {
                await ServerProcess.RunAsync(null, "chown", user, _folder);
            }

            await ServerProcess.RunAsync(
                user, Path.Combine(programs, "initdb"), "-D", $"{_folder}/data", "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions");
        }

        (_process, _port) = await ServerProcess.StartAsync(
            port =>
            [
                Path.Combine(programs, "postgres"), "-D", $"{_folder}/data", "-p", port.ToString(CultureInfo.InvariantCulture),
                "-h", "127.0.0.1", "-k", _folder, .. Careless,
            ],
            user,
            readyLine: "ready to accept connections",
            _port == 0 ? null : _port);
    }

    private async Task PrepareAsync(string name, Func<string, Task> prepare)
    {
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE template0");
        await prepare(ConnectionString(name, pooling: false));
    }

    private async Task<string> CopyAsync(string template)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template}");
        return ConnectionString(name, pooling: true);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres", pooling: false));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Our own names only; CREATE DATABASE takes no parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private string ConnectionString(string database, bool pooling) => new NpgsqlConnectionStringBuilder
    {
        Host = _host,
        Port = _port,
        Database = database,
        Username = User,
        Password = Password,
        Pooling = pooling,
        MaxPoolSize = 40,
        Timeout = 10,
    }.ConnectionString;

    private void EndProcess()
    {
        _process?.End();
        if (_folder.Length > 0)
        {
            ServerFolder.Delete(_folder);
        }
    }
}
