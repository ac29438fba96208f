namespace AkashChat.TestKit.Servers;

/// <summary>One server for all tests of a process, started when the first one asks, ended with the process.</summary>
internal sealed class SharedServer<T>
{
    private readonly Lazy<Task<T>> _server;

    public SharedServer(Func<Task<T>> start, Action<T> end) => _server = new Lazy<Task<T>>(async () =>
    {
        var server = await start();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => end(server);
        return server;
    });

    public Task<T> GetAsync() => _server.Value;
}
