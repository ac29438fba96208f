using AkashChat.Domain.Accounts;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AkashChat.Infrastructure.Usage;

/// <summary>Adds usage records to the database, with the columns and conversions of EF's model.</summary>
internal static class UsageInsert
{
    /// <summary>Adds the records, within the context's transaction.</summary>
    /// <param name="database">Where to.</param>
    /// <param name="records">The records.</param>
    /// <param name="owners">The owners that exist; the records of others keep neither owner nor key.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal static Task AddUsageAsync(
        this AppDbContext database, IReadOnlyList<UsageRecord> records, HashSet<UserId> owners, CancellationToken cancellationToken)
    {
        var entity = database.Model.FindEntityType(typeof(UsageRecord))!;
        Column[] columns = [.. entity.GetProperties().Select(property => new Column(property))];
        var names = string.Join(", ", columns.Select(column => column.Name));
        var values = string.Join(", ", columns.Select((_, index) => $"@p{index}"));
        return database.ExecuteForEachAsync(
            // A commit may have taken effect though it was reported as failed.
            $"INSERT INTO {entity.GetTableName()} ({names}) VALUES ({values}) ON CONFLICT ({entity.FindProperty(nameof(UsageRecord.Id))!.GetColumnName()}) DO NOTHING",
            records.Select(record => Array.ConvertAll(columns, column => column.ValueOf(record, owners.Contains(new UserId(record.UserId))))),
            cancellationToken);
    }

    private sealed class Column(IProperty property)
    {
        private readonly IClrPropertyGetter _getter = property.GetGetter();
        private readonly Func<object?, object?>? _convert = property.GetTypeMapping().Converter?.ConvertToProvider;

        // What a record without an owner has in this column; null: what it says.
        private readonly object? _withoutOwner = property.Name switch
        {
            nameof(UsageRecord.UserId) => Guid.Empty,
            nameof(UsageRecord.KeyId) => UsageRecord.ErasedKeyId,
            _ => null,
        };

        public string Name { get; } = property.GetColumnName();

        public object? ValueOf(UsageRecord record, bool hasOwner)
        {
            var value = hasOwner ? _getter.GetClrValue(record) : _withoutOwner ?? _getter.GetClrValue(record);
            return _convert is null ? value : _convert(value);
        }
    }
}
