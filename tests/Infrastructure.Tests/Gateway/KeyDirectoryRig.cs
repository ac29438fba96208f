using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Keys;
using AkashChat.Infrastructure.Gateway;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Infrastructure.Tests.Gateway;

/// <summary>A key directory as another instance on the host's database has it, with a clock of its own, and one key.</summary>
internal sealed class KeyDirectoryRig : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.5);

    private readonly KeyDirectory _directory;
    private readonly Scopes _reads;
    private readonly Scopes _looks;

    private KeyDirectoryRig(TestHost host, IssuedKey key)
    {
        (Host, Key) = (host, key);
        (_reads, _looks) = (new Scopes(host.Services), new Scopes(host.Services));
        News = new KeyNews(_looks, Clock, NullLogger<KeyNews>.Instance);
        Memory = new KeyMemory(Clock);
        _directory = new KeyDirectory(_reads, host.Services.GetRequiredService<KeyPolicies>(), News, Memory, Clock);
    }

    internal TestHost Host { get; }

    internal IssuedKey Key { get; }

    internal string Hash => Key.Key.Hash;

    internal FakeTimeProvider Clock { get; } = new();

    internal KeyNews News { get; }

    internal KeyMemory Memory { get; }

    /// <summary>Whether looks at the changes fail.</summary>
    internal bool LooksFail
    {
        set => _looks.AreAway = value;
    }

    internal static async Task<KeyDirectoryRig> StartAsync(TestDatabase database)
    {
        var host = await TestHost.StartAsync(options =>
        {
            options.Database = database;
            options.Settings["AKASHCHAT_PERMISSIONLESS_REQUESTS_PER_MINUTE"] = "7";
        });
        return new KeyDirectoryRig(host, await host.AddKeyAsync(await host.AddExtendedUserAsync()));
    }

    /// <summary>Looks the key up until it is remembered for longer than a second.</summary>
    internal async Task RememberAsync()
    {
        for (var step = 0; step < 4; step++)
        {
            await FindAsync();
            await PassAsync();
        }

        Assert.True((await FindAsync()).WasRemembered);
    }

    /// <summary>Looks the key up.</summary>
    internal async Task<(KeySnapshot? Key, bool WasRemembered)> FindAsync(string? hash = null)
    {
        var reads = _reads.Count;
        var found = await _directory.FindAsync(hash ?? Hash, fresh: false, CancellationToken.None);
        return (found, _reads.Count == reads);
    }

    /// <summary>Lets half a second pass, after which a call makes the directory look at the changes.</summary>
    internal async Task PassAsync(string? hash = null)
    {
        Clock.Advance(Step);
        await FindAsync(hash);
        await News.Looking;
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>Opens the database, and counts how often.</summary>
    private sealed class Scopes(IServiceProvider services) : IServiceScopeFactory
    {
        internal int Count { get; private set; }

        internal bool AreAway { get; set; }

        public IServiceScope CreateScope()
        {
            Count++;
            return AreAway ? throw new TimeoutException("The database is away, as the test told it to be.") : services.CreateScope();
        }
    }
}
