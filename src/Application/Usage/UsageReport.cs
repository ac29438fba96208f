using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Usage;

/// <summary>The usage of several days, three times: by day, by model and by key.</summary>
/// <param name="Since">The first day, in UTC.</param>
/// <param name="Days">The days with requests, the newest first.</param>
/// <param name="Models">The models that were asked for, the dearest first.</param>
/// <param name="Keys">The keys that were used, the dearest first.</param>
public sealed record UsageReport(DateOnly Since, IReadOnlyList<UsageOfDay> Days, IReadOnlyList<UsageOfModel> Models, IReadOnlyList<UsageOfKey> Keys)
{
    /// <summary>How many keys, users and teams are listed when all users are looked at.</summary>
    public const int MostKeys = 100;

    /// <summary>The most days that may be asked for, today among them.</summary>
    public const int MostDays = 366;

    /// <summary>Whether it is known; not if whoever counted does not tell.</summary>
    public bool IsKnown { get; init; } = true;

    /// <summary>The dearest users first, when all are looked at; else none.</summary>
    public IReadOnlyList<UsageOfUser> Users { get; init; } = [];

    /// <summary>The dearest teams first, when all users are looked at; else none.</summary>
    public IReadOnlyList<UsageOfTeam> Teams { get; init; } = [];

    /// <summary>All days together.</summary>
    public UsageCounts Total => Days.Aggregate(UsageCounts.None, (sum, day) => sum.Plus(day.Counts));

    /// <summary>A report of nothing, because whoever counted does not tell.</summary>
    public static UsageReport Unknown(DateOnly since) => new(since, [], [], []) { IsKnown = false };
}

/// <summary>The usage of one day of UTC.</summary>
/// <param name="Day">The day.</param>
/// <param name="Counts">What was used.</param>
public sealed record UsageOfDay(DateOnly Day, UsageCounts Counts);

/// <summary>The usage of one model.</summary>
/// <param name="Model">The model that was asked for.</param>
/// <param name="Counts">What was used.</param>
public sealed record UsageOfModel(string Model, UsageCounts Counts);

/// <summary>The usage of one key.</summary>
/// <param name="KeyId">Its public id.</param>
/// <param name="UserId">Its owner; null: the owners are erased.</param>
/// <param name="Counts">What was used.</param>
public sealed record UsageOfKey(string KeyId, UserId? UserId, UsageCounts Counts);

/// <summary>The usage of one user.</summary>
/// <param name="UserId">The user; null: all who are erased.</param>
/// <param name="Counts">What was used.</param>
public sealed record UsageOfUser(UserId? UserId, UsageCounts Counts);

/// <summary>The usage of one team.</summary>
/// <param name="TeamId">The team.</param>
/// <param name="Counts">What was used.</param>
public sealed record UsageOfTeam(string TeamId, UsageCounts Counts);
