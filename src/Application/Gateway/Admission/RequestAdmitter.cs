using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;
using AkashChat.Domain.Keys;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>Decides whether a key's request may go to a model server: all rules at once, with one record of the outcome.</summary>
public sealed class RequestAdmitter(ILimitStore store, LimitReleases releases, TimeProvider clock)
{
    private static readonly RequestNeeds Nothing = new(0, 0, 1, null, false);

    /// <summary>Decides, and reserves what the request may use. Whoever gets the decision disposes it when the request is over.</summary>
    /// <param name="key">Whose request it is; it passed the key check.</param>
    /// <param name="table">The models in force.</param>
    /// <param name="model">The model that is asked for.</param>
    /// <param name="needs">Says what the request may use; asked only if a limit counts tokens or money.</param>
    /// <param name="estimate">Says what is booked if this process ends before the call does; asked only if the store notes it.</param>
    /// <param name="call">What is handed to both.</param>
    /// <param name="cancellationToken">The caller has left.</param>
    public ValueTask<AdmissionDecision> AdmitAsync<TCall>(
        KeySnapshot key, RoutingTable table, string model, NeedsOf<TCall> needs, EstimateOf<TCall> estimate, TCall call, CancellationToken cancellationToken)
    {
        var group = table.Find(model);
        if (!Allows(key.Limits, model, group))
        {
            return ValueTask.FromResult(AdmissionDecision.Refused(key, LimitErrors.ModelNotAllowed, []));
        }

        var plan = LimitPlan.Of(key, table.Rules.Limits, group);
        if (plan.Limits.IsEmpty)
        {
            return ValueTask.FromResult(AdmissionDecision.Uncounted(key));
        }

        var asked = plan.CountTokens || plan.CountMoney ? needs(call, group) : Nothing;
        var reservation = Reservation.Of(plan.Limits, asked, clock.GetUtcNow());
        if (store.NotesCalls && group is not null)
        {
            reservation = reservation with { Estimate = estimate(call, key, group, reservation.Id) };
        }

        return ReserveAsync(key, reservation, asked, cancellationToken);
    }

    /// <summary>Tells what a request would meet, without reserving anything.</summary>
    /// <param name="key">Whose request it would be.</param>
    /// <param name="table">The models in force.</param>
    /// <param name="model">The model that would be asked for.</param>
    /// <param name="needs">What it might use.</param>
    /// <param name="cancellationToken">The caller has left.</param>
    public async ValueTask<AdmissionDecision> ForeseeAsync(
        KeySnapshot key, RoutingTable table, string model, RequestNeeds needs, CancellationToken cancellationToken)
    {
        var group = table.Find(model);
        if (!Allows(key.Limits, model, group))
        {
            return AdmissionDecision.Refused(key, LimitErrors.ModelNotAllowed, []);
        }

        var plan = LimitPlan.Of(key, table.Rules.Limits, group);
        if (plan.Limits.IsEmpty)
        {
            return AdmissionDecision.Uncounted(key);
        }

        var reservation = Reservation.Of(plan.Limits, needs, clock.GetUtcNow());
        IReadOnlyList<LimitState> states;
        try
        {
            states = await store.ReadAsync(reservation, cancellationToken);
        }
        catch (LimitStoreUnavailableException)
        {
            return AdmissionDecision.Refused(key, LimitErrors.StoreUnavailable, []);
        }

        return LimitRefusals.Find(states, reservation.At) is { } refusal
            ? AdmissionDecision.Refused(key, refusal, states)
            : AdmissionDecision.Foreseen(key, states, needs.MayLower ? LoweredOf(states, needs) : null);
    }

    /// <summary>Where the limits of a key stand: first those that hold for all models, then those of single models that it may call.</summary>
    /// <param name="key">The key.</param>
    /// <param name="table">The models and rules in force.</param>
    /// <param name="cancellationToken">The caller has left.</param>
    public ValueTask<IReadOnlyList<LimitState>> ReadAsync(KeySnapshot key, RoutingTable table, CancellationToken cancellationToken)
    {
        var allowed = table.Groups.Where(group => Allows(key.Limits, group.Name, group) || table.Aliases.Any(alias => alias.Group == group.Name && key.Limits.Allows(alias.Name)));
        var limits = LimitPlan.Of(key, table.Rules.Limits, null).Limits.Concat(LimitPlan.OfModels(key, table.Rules.Limits, allowed));
        return store.ReadAsync(
            new Reservation(Guid.Empty, clock.GetUtcNow(), [.. limits.Select(limit => new LimitCharge(limit.Rule, limit.Counter, 0, 0))]), cancellationToken);
    }

    private async ValueTask<AdmissionDecision> ReserveAsync(
        KeySnapshot key, Reservation reservation, RequestNeeds asked, CancellationToken cancellationToken)
    {
        IReadOnlyList<LimitState> states;
        try
        {
            states = await store.ReserveAsync(reservation, cancellationToken);
        }
        catch (LimitStoreUnavailableException)
        {
            return AdmissionDecision.Refused(key, LimitErrors.StoreUnavailable, []);
        }

        return LimitRefusals.Find(states, reservation.At) is { } refusal
            ? AdmissionDecision.Refused(key, refusal, states)
            : AdmissionDecision.Reserved(key, states, store, releases, reservation, asked.MayLower ? LoweredOf(states, asked) : null);
    }

    private static long? LoweredOf(IReadOnlyList<LimitState> states, RequestNeeds asked)
    {
        long? tokens = null;
        long? money = null;
        for (var index = 0; index < states.Count; index++)
        {
            var held = states[index].Asked;
            if (states[index].Rule.Measure == LimitMeasure.Tokens)
            {
                tokens = Math.Min(held, tokens ?? held);
            }
            else if (states[index].Rule.Measure == LimitMeasure.Money)
            {
                money = Math.Min(held, money ?? held);
            }
        }

        return asked.Lowered(tokens, money);
    }

    /// <summary>A key's list may have the name that was asked for, or the group's own, with its wildcard or without.</summary>
    private static bool Allows(KeyLimits limits, string model, ModelGroup? group) =>
        limits.Allows(model)
        || (group is not null && (limits.Allows(group.Name) || (group.Pattern is { } pattern && limits.Allows(pattern))));
}

/// <summary>Says what a call may use.</summary>
/// <param name="call">The call.</param>
/// <param name="group">The model that is asked for; null: there is none of that name.</param>
public delegate RequestNeeds NeedsOf<in TCall>(TCall call, ModelGroup? group);

/// <summary>Says what is booked if this process ends before a call does.</summary>
/// <param name="call">The call.</param>
/// <param name="key">Whose it is.</param>
/// <param name="group">The model that is asked for.</param>
/// <param name="id">The name that its record will have.</param>
public delegate UsageRecord EstimateOf<in TCall>(TCall call, KeySnapshot key, ModelGroup group, Guid id);
