using AkashChat.Domain.Usage;

namespace AkashChat.Infrastructure.Usage.RollUps;

/// <summary>What names a row of a roll-up.</summary>
/// <param name="Period">The period.</param>
/// <param name="KeyId">The key; empty in the rows of teams.</param>
/// <param name="UserId">Its owner; <see cref="Guid.Empty"/> in the rows of teams.</param>
/// <param name="TeamId">The team.</param>
/// <param name="Model">The model.</param>
internal readonly record struct RollUpGroup(long Period, string KeyId, Guid UserId, string TeamId, string Model) : IComparable<RollUpGroup>
{
    /// <summary>The row of <see cref="RollUpTable.Hours"/> to which a record belongs.</summary>
    /// <param name="record">The record.</param>
    /// <param name="hasOwner">Whether its owner still exists.</param>
    internal static RollUpGroup Of(UsageRecord record, bool hasOwner)
    {
        var hour = record.StartedAt.UtcTicks / TimeSpan.TicksPerHour;
        return hasOwner
            ? new RollUpGroup(hour, record.KeyId, record.UserId, record.TeamId, record.Model)
            : new RollUpGroup(hour, UsageRecord.ErasedKeyId, Guid.Empty, record.TeamId, record.Model);
    }

    /// <summary>The row of another table to which this row of <see cref="RollUpTable.Hours"/> belongs.</summary>
    /// <param name="table">The table.</param>
    internal RollUpGroup In(RollUpTable table)
    {
        var period = Period / (table.PeriodTicks / TimeSpan.TicksPerHour);
        return table.IsByKey ? this with { Period = period } : new RollUpGroup(period, string.Empty, Guid.Empty, TeamId, Model);
    }

    /// <summary>The order in which everybody writes rows: two that meet the same rows meet them one after another.</summary>
    public int CompareTo(RollUpGroup other)
    {
        var order = Period.CompareTo(other.Period);
        order = order != 0 ? order : string.CompareOrdinal(KeyId, other.KeyId);
        order = order != 0 ? order : string.CompareOrdinal(TeamId, other.TeamId);
        return order != 0 ? order : string.CompareOrdinal(Model, other.Model);
    }
}
