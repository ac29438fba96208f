using System.Collections.Concurrent;
using AkashChat.Application.Gateway.Caching;
using AkashChat.Domain.Catalog;

namespace AkashChat.Api.Tests.Gateway.Caching;

/// <summary>Keeps answers, and holds one look for them after it has seen what there is.</summary>
/// <param name="number">Which look, counted from 1.</param>
internal sealed class HeldLookStores(int number) : IAnswerStores, IAnswerStore
{
    private readonly ConcurrentDictionary<AnswerKey, KeptAnswer> _kept = new();
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _looks;

    /// <summary>The look is held.</summary>
    public Task Reached => _reached.Task;

    public IAnswerStore Of(CacheRules rules) => this;

    public void Release() => _released.TrySetResult();

    public async ValueTask<KeptAnswer?> FindAsync(AnswerKey key, CancellationToken cancellationToken)
    {
        var found = _kept.GetValueOrDefault(key);
        if (Interlocked.Increment(ref _looks) == number)
        {
            _reached.SetResult();
            await _released.Task;
        }

        return found;
    }

    public ValueTask KeepAsync(AnswerKey key, KeptAnswer answer)
    {
        _kept[key] = answer;
        return ValueTask.CompletedTask;
    }

    public ValueTask ForgetAsync(Guid owner) => ValueTask.CompletedTask;
}
