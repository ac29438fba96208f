using System.Globalization;
using AkashChat.TestKit.Hosting;
using Testcontainers.Redis;

namespace AkashChat.TestKit.Servers;

/// <summary>A real Redis: in a container where an engine answers, else the installed program.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const string Image = "redis:7-alpine";
    private const int ContainerPort = 6379;
    private static readonly SharedServer<RedisServer> Shared = new(() => StartNewAsync(), server => server.EndProcess());

    private readonly string? _program;
    private string _folder = "";
    private RedisContainer? _container;
    private ServerProcess? _process;

    private RedisServer(string? password, string? program)
    {
        Password = password;
        _program = program;
    }

    /// <summary>The address to reach it at.</summary>
    public string Host { get; private set; } = "127.0.0.1";

    /// <summary>The port to reach it at; stays the same over <see cref="StopAsync"/> and <see cref="StartAsync"/>.</summary>
    public int Port { get; private set; }

    /// <summary>The password it asks for; null: none.</summary>
    public string? Password { get; }

    /// <summary>A StackExchange.Redis connection string.</summary>
    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture, $"{Host}:{Port},abortConnect=false{(Password is null ? "" : $",password={Password}")}");

    /// <summary>The one that all tests of this process share; tests keep apart by key prefix or database number. Never stop this one.</summary>
    public static Task<RedisServer> SharedAsync() => Shared.GetAsync();

    /// <summary>Starts one of its own, for tests that stop it or want a password.</summary>
    /// <exception cref="InvalidOperationException">There is neither an engine nor the program; the message says what to install.</exception>
    public static async Task<RedisServer> StartNewAsync(string? password = null)
    {
        var server = new RedisServer(password, Programs.Find("redis-server"));
        if (!await ContainerEngine.TryStartAsync(server.StartContainerAsync, server._program is not null))
        {
            await server.StartProgramAsync();
        }

        return server;
    }

    /// <summary>Takes it down, as an outage would; what it held is lost.</summary>
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

    /// <summary>Makes it hang: it takes connections but answers nothing. It keeps what it holds.</summary>
    public async Task PauseAsync()
    {
        if (_container is not null)
        {
            await _container.PauseAsync();
        }

        _process?.Pause();
    }

    /// <summary>Lets it go on after <see cref="PauseAsync"/>.</summary>
    public async Task ResumeAsync()
    {
        if (_container is not null)
        {
            await _container.UnpauseAsync();
        }

        _process?.Resume();
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
        Port = FreePort.Choose();
        var builder = new RedisBuilder(Image).WithPortBinding(Port, ContainerPort);
        var container = (Password is null ? builder : builder.WithCommand("redis-server", "--requirepass", Password)).Build();
        await container.StartAsync();
        _container = container;
        Host = container.Hostname;
    }

    private async Task StartProgramAsync()
    {
        var program = _program ?? throw new InvalidOperationException(Programs.InstallHint);
        _folder = _folder.Length == 0 ? ServerFolder.Create() : _folder;
        string[] password = Password is null ? [] : ["--requirepass", Password];
        (_process, Port) = await ServerProcess.StartAsync(
            port =>
            [
                program, "--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture),
                "--save", "", "--appendonly", "no", "--dir", _folder, .. password,
            ],
            user: null,
            readyLine: "Ready to accept connections",
            Port == 0 ? null : Port);
    }

    private void EndProcess()
    {
        _process?.End();
        if (_folder.Length > 0)
        {
            ServerFolder.Delete(_folder);
        }
    }
}
