using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Persistence;
using AkashChat.Infrastructure.Usage;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Infrastructure.Tests.Usage;

public sealed class UsageInsertTests
{
    [Fact]
    public async Task Columns_AreThoseOfTheModelWithItsConversions()
    {
        var record = new UsageRecord
        {
            Id = Guid.CreateVersion7(),
            KeyId = "key0000001",
            UserId = Guid.NewGuid(),
            TeamId = "team",
            StartedAt = DateTimeOffset.UnixEpoch.AddTicks(7),
            Route = "chat/completions",
            Model = "model",
            DeploymentId = "deployment",
            AskedModel = "alias",
            ServedModel = "other",
            Attempts = 2,
            Cached = true,
            Streamed = true,
            Status = 201,
            Outcome = UsageOutcome.Partial,
            PromptTokens = 3,
            CompletionTokens = 4,
            CountedTokens = 9,
            CostMicroUsd = 5,
            LatencyMicroseconds = 6,
            FirstByteMicroseconds = 8,
        };
        await using var host = await TestHost.StartAsync();

        var model = await host.QueryAsync(db => Task.FromResult(db.Model.FindEntityType(typeof(UsageRecord))!.GetProperties().Select(property =>
        {
            var value = property.PropertyInfo!.GetValue(record);
            return (property.GetColumnName(), property.GetTypeMapping().Converter is { } converter ? converter.ConvertToProvider(value) : value);
        }).OrderBy(column => column.Item1, StringComparer.Ordinal).ToList()));

        var row = new ColumnValue[UsageInsert.Columns.Length];
        UsageInsert.Fill(row, record, hasOwner: true);
        Assert.Equal(model, UsageInsert.Columns.Zip(row, (name, value) => (name, value.ToObject())).OrderBy(column => column.name, StringComparer.Ordinal));
    }
}
