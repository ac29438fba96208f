using System.Collections.Concurrent;
using AkashChat.Application.Usage;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>Counts what keys use and decides by that: in the memory of this instance, but for the money, which all instances share.</summary>
/// <remarks>Only keys with a limit are counted, and those that nobody uses are forgotten.</remarks>
public sealed class KeyUsageMeter(ISpendReader reader, TimeProvider clock)
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, KeyUsage> _usages = new(StringComparer.Ordinal);
    private long _sweptAt = clock.GetTimestamp();

    /// <summary>How many keys are counted at the moment.</summary>
    public int Count => _usages.Count;

    /// <summary>Counts a request in if the key's limits allow it. Whoever gets the decision disposes it when the request is over.</summary>
    /// <param name="key">Whose request it is.</param>
    /// <param name="costsMoney">Whether the request costs something; else no budget forbids it.</param>
    /// <param name="cancellationToken">The caller has left.</param>
    public ValueTask<AdmissionDecision> BeginAsync(KeySnapshot key, bool costsMoney, CancellationToken cancellationToken) =>
        key.Limits.NeedCounting ? CountInAsync(key, costsMoney, cancellationToken) : ValueTask.FromResult(AdmissionDecision.Uncounted(key));

    /// <summary>What the key has used of its limits.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">The caller has left.</param>
    public async ValueTask<KeyStanding> ReadAsync(KeySnapshot key, CancellationToken cancellationToken)
    {
        if (!key.Limits.NeedCounting)
        {
            return new KeyStanding { Limits = key.Limits, TakenAt = clock.GetUtcNow() };
        }

        var usage = UsageOf(key.Id);
        return usage.Read(key.Limits, await SpentAsync(key, usage, cancellationToken));
    }

    private async ValueTask<AdmissionDecision> CountInAsync(KeySnapshot key, bool costsMoney, CancellationToken cancellationToken)
    {
        while (true)
        {
            var usage = UsageOf(key.Id);
            var spent = costsMoney ? await SpentAsync(key, usage, cancellationToken) : null;
            if (usage.TryBegin(key.Limits, spent) is (var standing, var refusal))
            {
                return AdmissionDecision.Counted(key, standing, refusal, usage);
            }
        }
    }

    private static async ValueTask<long?> SpentAsync(KeySnapshot key, KeyUsage usage, CancellationToken cancellationToken) =>
        key.Limits.BudgetMicroUsd is null ? null : await usage.Spend.ReadAsync(cancellationToken);

    private KeyUsage UsageOf(string keyId)
    {
        if (_usages.TryGetValue(keyId, out var known))
        {
            return known;
        }

        ForgetIdle();
        return _usages.GetOrAdd(keyId, id => new KeyUsage(new KeySpend(id, reader, clock), clock));
    }

    /// <summary>Looks once a minute, when a key comes that is not there yet: else nothing grows.</summary>
    private void ForgetIdle()
    {
        var sweptAt = Interlocked.Read(ref _sweptAt);
        if (clock.GetElapsedTime(sweptAt) < SweepInterval
            || Interlocked.CompareExchange(ref _sweptAt, clock.GetTimestamp(), sweptAt) != sweptAt)
        {
            return;
        }

        foreach (var pair in _usages)
        {
            if (pair.Value.TryRetire())
            {
                _usages.TryRemove(pair);
            }
        }
    }
}
