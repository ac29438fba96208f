using System.Data.Common;
using AkashChat.Domain.Usage;

namespace AkashChat.Infrastructure.Usage.RollUps;

/// <content>Whose turn it is to change usage.</content>
internal sealed partial class GatheredSums
{
    /// <summary>The turn to change usage, given back when it is disposed.</summary>
    /// <param name="sums">Whose turn.</param>
    /// <param name="thisHour">The hour in which it begins; null: everything is written at once, and there is no turn to wait for.</param>
    internal sealed class Turn(GatheredSums sums, long? thisHour) : IDisposable
    {
        private bool _hasBegun;
        private bool _isOutdated;

        /// <summary>Adds records that are booked in a transaction. <see cref="CommittedAsync"/> must be told when it is committed.</summary>
        /// <param name="transaction">The transaction.</param>
        /// <param name="records">Those that were really added.</param>
        /// <param name="owners">The owners that exist.</param>
        /// <param name="cancellationToken">Stops it.</param>
        internal async Task AddAsync(DbTransaction transaction, IReadOnlyList<UsageRecord> records, HashSet<Guid> owners, CancellationToken cancellationToken)
        {
            var hours = records.Select(record => HourOf(record.StartedAt)).Where(IsGathered).ToHashSet();
            await transaction.AddToRollUpsAsync(hours.Count == 0 ? records : [.. records.Where(record => !IsGathered(record))], owners, cancellationToken);
            foreach (var hour in hours)
            {
                _hasBegun = true;
                var marked = await ExecuteAsync(
                    transaction.Connection!, "INSERT OR IGNORE INTO usage_open_hours (period, owner) VALUES (@p0, @p1)", hour, sums._name);

                // Our mark is gone: somebody has made the hour anew, with all that is gathered of it.
                _isOutdated |= sums._openHours.Add(hour) != marked > 0;
            }
        }

        /// <summary>The transaction is committed: gathers what <see cref="AddAsync"/> got.</summary>
        /// <param name="records">The records.</param>
        /// <param name="owners">The owners that exist.</param>
        internal async Task CommittedAsync(IReadOnlyList<UsageRecord> records, HashSet<Guid> owners)
        {
            if (!_hasBegun || _isOutdated)
            {
                return;
            }

            sums._rows.Add(records.Where(IsGathered), owners);
            (sums._isEmpty, sums._lastBatch, _hasBegun) = (false, records.Count, false);
            if (sums._rows.Count < MostRows)
            {
                return;
            }

            try
            {
                await sums.WriteAsync();
            }
            catch (DbException failure)
            {
                // The records are booked.
                Log.NotWritten(sums._logger, failure.GetType().Name);
            }
        }

        public void Dispose()
        {
            if (thisHour is not null)
            {
                // What was begun may have taken effect or not, or must not be added.
                sums._isComplete &= !_hasBegun;
                sums._turn.Release();
            }
        }

        private bool IsGathered(UsageRecord record) => IsGathered(HourOf(record.StartedAt));

        // Their records are all there, however soon they are deleted.
        private bool IsGathered(long hour) => hour == thisHour || hour == thisHour - 1;
    }
}
