using System.Collections.Concurrent;

namespace AkashChat.TestKit.Servers;

/// <summary>The thread that starts all servers, and lives as long as the test process.</summary>
/// <remarks>Linux tells a child of its parent's death when the <em>thread</em> ends that made it; threads of the pool end at any time.</remarks>
internal static class ParentThread
{
    private static readonly BlockingCollection<Action> Work = [];
    private static readonly Thread Worker = Start();

    /// <summary>Runs something on that thread.</summary>
    public static T Run<T>(Func<T> function)
    {
        var done = new ManualResetEventSlim();
        T result = default!;
        Exception? failure = null;
        _ = Worker;
        Work.Add(() =>
        {
            try
            {
                result = function();
            }
            catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                failure = exception;
            }

            done.Set();
        });
        done.Wait();
        return failure is null ? result : throw new InvalidOperationException(failure.Message, failure);
    }

    private static Thread Start()
    {
        var thread = new Thread(() =>
        {
            foreach (var action in Work.GetConsumingEnumerable())
            {
                action();
            }
        })
        {
            IsBackground = true,
            Name = "Parent of test servers",
        };
        thread.Start();
        return thread;
    }
}
