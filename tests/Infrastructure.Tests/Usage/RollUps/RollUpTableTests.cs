using AkashChat.Infrastructure.Usage.RollUps;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Infrastructure.Tests.Usage.RollUps;

public sealed class RollUpTableTests
{
    [Fact]
    public async Task Columns_AreThoseOfTheModel()
    {
        await using var host = await TestHost.StartAsync();

        var model = await host.QueryAsync(db => Task.FromResult(db.Model.GetEntityTypes()
            .Where(entity => entity.ClrType.IsAssignableTo(typeof(UsageSums)))
            .Select(entity => $"{entity.GetTableName()}: {Sorted(entity.FindPrimaryKey()!.Properties)}; {Sorted(entity.GetProperties())}")
            .ToList()));

        Assert.Equal(
            model.Order(StringComparer.Ordinal),
            RollUpTable.All.Select(table => $"{table.Name}: {Sorted(table.Names)}; {Sorted(table.Columns)}").Order(StringComparer.Ordinal));
    }

    private static string Sorted(IEnumerable<Microsoft.EntityFrameworkCore.Metadata.IProperty> properties) =>
        Sorted(properties.Select(property => property.GetColumnName()));

    private static string Sorted(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));
}
