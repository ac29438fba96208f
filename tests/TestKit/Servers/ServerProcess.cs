using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using AkashChat.TestKit.Hosting;

namespace AkashChat.TestKit.Servers;

/// <summary>An installed server program, run for tests: on 127.0.0.1, in a folder of its own, gone when the tests are.</summary>
internal sealed class ServerProcess
{
    private const int StartAttempts = 5;
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10);
    private static readonly Lazy<string?> Setpriv = new(() => OperatingSystem.IsLinux() ? Programs.Find("setpriv") : null);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<bool> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _readyLine;

    private ServerProcess(Process process, string readyLine)
    {
        _process = process;
        _readyLine = readyLine;
    }

    /// <summary>Starts a server on a free port and waits until it says that it is ready.</summary>
    /// <param name="command">The program and its arguments, made for a port.</param>
    /// <param name="user">Whom to run it as when we are root; null: as we are.</param>
    /// <param name="readyLine">What it prints when it is ready.</param>
    /// <param name="port">The port it must have; null: any free one.</param>
    /// <exception cref="InvalidOperationException">It did not start.</exception>
    public static async Task<(ServerProcess Server, int Port)> StartAsync(
        Func<int, string[]> command, string? user, string readyLine, int? port = null)
    {
        // Between our finding a free port and the server's taking it, somebody else may be faster.
        for (var attempt = 1; ; attempt++)
        {
            var candidate = port ?? FreePort.Choose();
            var server = new ServerProcess(Spawn([.. Prefix(user), .. command(candidate)]), readyLine);
            if (await server.BecomesReadyAsync())
            {
                return (server, candidate);
            }

            server.End();
            if (attempt == StartAttempts)
            {
                throw new InvalidOperationException($"{command(candidate)[0]} did not start:\n{server.Output}");
            }
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task RunAsync(string? user, params string[] command)
    {
        var run = new ServerProcess(Spawn([.. Prefix(user), .. command]), "\0");
        run.Read();
        await run._process.WaitForExitAsync();
        if (run._process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command[0]} failed:\n{run.Output}");
        }
    }

    /// <summary>Ends the server by SIGINT: PostgreSQL would leave shared memory behind if it were killed.</summary>
    public void End()
    {
        if (!_process.HasExited)
        {
            Interrupt();
            if (!_process.WaitForExit(EndPatience))
            {
                _process.Kill();
                _process.WaitForExit();
            }
        }
    }

    /// <summary>Makes the server hang: it takes connections but answers nothing.</summary>
    public void Pause() => Signal("-STOP");

    /// <summary>Lets a server that hangs go on.</summary>
    public void Resume() => Signal("-CONT");

    private string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    // setpriv puts nothing between: it becomes the server. The server gets SIGINT when the thread that started it ends.
    private static string[] Prefix(string? user)
    {
        if (Setpriv.Value is not { } setpriv)
        {
            return [];
        }

        string[] change = user is not null && Environment.UserName == "root" ? [$"--reuid={user}", $"--regid={user}", "--clear-groups"] : [];
        return [setpriv, "--pdeathsig=INT", .. change, "--"];
    }

    private static Process Spawn(string[] command) => ParentThread.Run(() =>
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        return Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start.");
    });

    private void Read()
    {
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Note(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            if (_output.Length < 64 * 1024)
            {
                _output.AppendLine(line);
            }
        }

        if (line.Contains(_readyLine, StringComparison.Ordinal))
        {
            _ready.TrySetResult(true);
        }
    }

    private async Task<bool> BecomesReadyAsync()
    {
        _process.Exited += (_, _) => _ready.TrySetResult(false);

        // Afterwards: one that has ended already says so at this moment.
        _process.EnableRaisingEvents = true;
        Read();
        try
        {
            return await _ready.Task.WaitAsync(StartPatience);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private void Interrupt()
    {
        try
        {
            Signal("-INT");
        }
        catch (Win32Exception)
        {
            _process.Kill();
        }
    }
}
