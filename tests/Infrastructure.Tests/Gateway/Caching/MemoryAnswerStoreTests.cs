using AkashChat.Application.Gateway.Caching;
using AkashChat.Infrastructure.Gateway.Caching;
using AkashChat.TestKit.Builders;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Infrastructure.Tests.Gateway.Caching;

public sealed class MemoryAnswerStoreTests
{
    private static readonly Guid Owner = Guid.CreateVersion7();

    private readonly FakeTimeProvider _clock = new(AMoment.Now);

    [Fact]
    public async Task KeptAnswer_IsFoundUntilItsEnd()
    {
        var store = new MemoryAnswerStore(_clock);
        var answer = Answer("hello");
        await store.KeepAsync(new AnswerKey(Owner, "h"), answer);

        Assert.Same(answer, await FindAsync(store, "h"));
        Assert.Null(await store.FindAsync(new AnswerKey(null, "h"), CancellationToken.None));
        Assert.Null(await store.FindAsync(new AnswerKey(Guid.CreateVersion7(), "h"), CancellationToken.None));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await FindAsync(store, "h"));
    }

    [Fact]
    public async Task BeyondTheBound_WhatWasNotAskedForTheLongestTimeGoes()
    {
        var store = new MemoryAnswerStore(_clock, maxBytes: 3 * 1_512);
        foreach (var hash in new[] { "a", "b", "c" })
        {
            await store.KeepAsync(new AnswerKey(Owner, hash), Answer(new string('x', 1_000)));
        }

        await FindAsync(store, "a");
        await store.KeepAsync(new AnswerKey(Owner, "d"), Answer(new string('x', 1_000)));

        Assert.NotNull(await FindAsync(store, "a"));
        Assert.Null(await FindAsync(store, "b"));
        Assert.NotNull(await FindAsync(store, "c"));
        Assert.NotNull(await FindAsync(store, "d"));
    }

    [Fact]
    public async Task SameKeyAgain_ReplacesWithoutTakingMoreRoom()
    {
        var store = new MemoryAnswerStore(_clock, maxBytes: 2 * 1_512);
        await store.KeepAsync(new AnswerKey(Owner, "other"), Answer(new string('x', 1_000)));
        for (var number = 0; number < 100; number++)
        {
            await store.KeepAsync(new AnswerKey(Owner, "h"), Answer(new string('y', 1_000)));
        }

        Assert.NotNull(await FindAsync(store, "other"));
        Assert.NotNull(await FindAsync(store, "h"));
    }

    [Fact]
    public async Task LargerThanTheBound_IsNotKept()
    {
        var store = new MemoryAnswerStore(_clock, maxBytes: 1_000);

        await store.KeepAsync(new AnswerKey(Owner, "h"), Answer(new string('x', 1_000)));

        Assert.Null(await FindAsync(store, "h"));
    }

    [Fact]
    public async Task Forgotten_IsAllOfTheOwnerAndNobodyElses()
    {
        var store = new MemoryAnswerStore(_clock);
        var stranger = new AnswerKey(Guid.CreateVersion7(), "h");
        await store.KeepAsync(new AnswerKey(Owner, "h"), Answer("1"));
        await store.KeepAsync(stranger, Answer("2"));
        await store.KeepAsync(new AnswerKey(Owner, "i"), Answer("3"));

        await store.ForgetAsync(Owner);

        Assert.Null(await FindAsync(store, "h"));
        Assert.Null(await FindAsync(store, "i"));
        Assert.NotNull(await store.FindAsync(stranger, CancellationToken.None));
    }

    [Fact]
    public async Task Sweep_MakesRoomOfWhatIsOver()
    {
        var store = new MemoryAnswerStore(_clock);
        await store.KeepAsync(new AnswerKey(Owner, "h"), Answer("1"));
        _clock.Advance(TimeSpan.FromSeconds(30));
        await store.KeepAsync(new AnswerKey(Owner, "i"), Answer("2"));
        _clock.Advance(TimeSpan.FromSeconds(30));

        store.Sweep();

        Assert.Equal(1, store.Count);
        Assert.NotNull(await FindAsync(store, "i"));
    }

    private static ValueTask<KeptAnswer?> FindAsync(MemoryAnswerStore store, string hash) =>
        store.FindAsync(new AnswerKey(Owner, hash), CancellationToken.None);

    private KeptAnswer Answer(string body) => AnAnswer.Of(body, _clock.GetUtcNow());
}
