using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts;

/// <summary>Counts guarded acts by day, for all instances together.</summary>
public interface IActCounter
{
    /// <summary>Counts an act against each of the limits, at once and not with the unit of work; if one is used up, against none.</summary>
    /// <returns>The limit that is used up; null: the act is counted and allowed.</returns>
    Task<ActLimit?> CountAsync(GuardedAct act, IReadOnlyList<ActLimit> limits, DateOnly day, CancellationToken cancellationToken);

    /// <summary>The sums of a day, by act and scope; what was not done is left out.</summary>
    Task<IReadOnlyList<ActTotal>> TotalsAsync(DateOnly day, CancellationToken cancellationToken);

    /// <summary>Who did an act most often on a day, those first that were refused and then the largest counts.</summary>
    Task<IReadOnlyList<ActCount>> LargestAsync(GuardedAct act, ActScope scope, DateOnly day, int most, CancellationToken cancellationToken);

    /// <summary>All counts that are kept of a user, the newest first.</summary>
    Task<IReadOnlyList<DatedActCount>> ListAsync(UserId userId, CancellationToken cancellationToken);
}

/// <summary>Whose limit it is.</summary>
public enum ActScope
{
    /// <summary>One user's.</summary>
    Person = 0,

    /// <summary>One network's.</summary>
    Network = 1,

    /// <summary>The whole service's.</summary>
    Service = 2,
}

/// <summary>A limit of one scope.</summary>
/// <param name="Scope">Whose limit it is.</param>
/// <param name="Subject">Which user or network; empty for the service.</param>
/// <param name="Most">How many acts a day are allowed.</param>
public sealed record ActLimit(ActScope Scope, string Subject, int Most);

/// <summary>How often an act was done on a day.</summary>
/// <param name="Act">The act.</param>
/// <param name="Scope">By whom.</param>
/// <param name="Subject">Which user or network; empty for the service.</param>
/// <param name="Count">How often it was allowed.</param>
/// <param name="Refused">How often it was refused.</param>
public sealed record ActCount(GuardedAct Act, ActScope Scope, string Subject, int Count, int Refused);

/// <summary>How often an act was done on a day by all of a scope together.</summary>
/// <param name="Act">The act.</param>
/// <param name="Scope">By whom.</param>
/// <param name="Subjects">By how many of them.</param>
/// <param name="Count">How often it was allowed.</param>
/// <param name="Refused">How often it was refused.</param>
public sealed record ActTotal(GuardedAct Act, ActScope Scope, int Subjects, long Count, long Refused);

/// <summary>A count with its day.</summary>
/// <param name="Day">The day, in UTC.</param>
/// <param name="Count">The count.</param>
public sealed record DatedActCount(DateOnly Day, ActCount Count);
