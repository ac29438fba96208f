using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Keys;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Infrastructure.Tests.Gateway;

/// <summary>What is remembered of a key, and what makes it be read again.</summary>
public sealed class KeyDirectoryTests
{
    public static TheoryData<TestDatabase, string> Changes
    {
        get
        {
            var data = new TheoryData<TestDatabase, string>();
            foreach (var database in Enum.GetValues<TestDatabase>())
            {
                foreach (var change in new[] { "save", "update", "plain", "rotate", "tier", "delete", "erase" })
                {
                    data.Add(database, change);
                }
            }

            return data;
        }
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task KeyThatDoesNotChange_IsNotReadAgain(TestDatabase database)
    {
        await using var rig = await KeyDirectoryRig.StartAsync(database);
        await rig.RememberAsync();

        for (var step = 0; step < 10; step++)
        {
            await rig.Host.QueryAsync(db => db.Set<ApiKey>().ExecuteUpdateAsync(set => set.SetProperty(key => key.LastUsedAt, rig.Clock.GetUtcNow())));
            await rig.PassAsync();

            Assert.True((await rig.FindAsync()).WasRemembered);
        }
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Change_IsSeenWithinASecondHoweverItWasMade(TestDatabase database, string change)
    {
        await using var rig = await KeyDirectoryRig.StartAsync(database);
        await rig.RememberAsync();

        await rig.Host.QueryAsync(db => ChangeAsync(db, change));
        await rig.PassAsync();

        // Read again by this call, or by the one before if the look was faster.
        var (found, _) = await rig.FindAsync();
        switch (change)
        {
            case "delete" or "erase":
                Assert.Null(found);
                break;
            case "rotate":
                Assert.NotNull(found!.RotatedAwayAt);
                break;
            case "tier":
                Assert.Equal(7, found!.Limits.RequestsPerMinute);
                break;
            default:
                Assert.Equal(KeyState.Disabled, found!.State);
                break;
        }
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task SecretBeforeTheLastRotation_IsReadAgainWhenItIsEnded(TestDatabase database)
    {
        await using var rig = await KeyDirectoryRig.StartAsync(database);
        await rig.Host.QueryAsync(db => ChangeAsync(db, "rotate"));
        await rig.RememberAsync();
        var before = (await rig.FindAsync()).Key!.RotatedAwayAt;

        await rig.Host.QueryAsync(db => db.Set<ApiKey>().ExecuteUpdateAsync(set => set.SetProperty(key => key.PreviousEndsAt, AMoment.Now)));
        await rig.PassAsync();

        var (found, _) = await rig.FindAsync();
        Assert.NotEqual(AMoment.Now, before);
        Assert.Equal(AMoment.Now, found!.RotatedAwayAt);
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task EveryColumnButTheLastUse_IsAChange(TestDatabase database)
    {
        await using var rig = await KeyDirectoryRig.StartAsync(database);
        var columns = await rig.Host.QueryAsync(db => Task.FromResult(
            db.Model.FindEntityType(typeof(ApiKey))!.GetFlattenedProperties().Select(property => property.GetColumnName()).ToArray()));

        var noted = new List<string>();
        foreach (var column in columns)
        {
            await rig.Host.QueryAsync(db => db.Set<KeyChange>().ExecuteDeleteAsync());
            var statement = $"UPDATE api_keys SET {column} = {column}";
            await rig.Host.QueryAsync(db => db.Database.ExecuteSqlRawAsync(statement));
            if (await rig.Host.QueryAsync(db => db.Set<KeyChange>().AnyAsync()))
            {
                noted.Add(column);
            }
        }

        Assert.Equal(columns.Except(["last_used_at"]).Order(), noted.Order());
    }

    [Fact]
    public async Task ChangeThatBeganEarlierAndIsCommittedLaterThanAnother_IsSeenAll()
    {
        await using var rig = await KeyDirectoryRig.StartAsync(TestDatabase.Postgres);
        var second = await rig.Host.AddKeyAsync(await rig.Host.AddExtendedUserAsync());
        await rig.RememberAsync();
        await rig.FindAsync(second.Key.Hash);

        await rig.Host.QueryAsync(async slow =>
        {
            await using var transaction = await slow.Database.BeginTransactionAsync();
            await DisableAsync(slow, rig.Key.Key.Id);
            await rig.Host.QueryAsync(fast => DisableAsync(fast, second.Key.Id));
            await rig.PassAsync();
            await rig.PassAsync();
            Assert.True((await rig.FindAsync()).WasRemembered);
            Assert.Equal(KeyState.Disabled, (await rig.FindAsync(second.Key.Hash)).Key!.State);
            await rig.PassAsync();
            Assert.True((await rig.FindAsync(second.Key.Hash)).WasRemembered);
            await transaction.CommitAsync();
            return 0;
        });
        await rig.PassAsync();

        Assert.Equal(KeyState.Disabled, (await rig.FindAsync()).Key!.State);
    }

    [Fact]
    public async Task MarksOfTheDatabaseThatThisOneWasRestoredFrom_ChangeNothing()
    {
        await using var rig = await KeyDirectoryRig.StartAsync(TestDatabase.Postgres);
        await rig.Host.StoreAsync(new KeyChange { Bucket = rig.Hash[..KeyChange.BucketLength], Mark = long.MaxValue / 2 });

        await rig.RememberAsync();
        await rig.PassAsync();

        Assert.True((await rig.FindAsync()).WasRemembered);
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task WhatWasReadBeforeAChangeAndComesAfterTheLook_DoesNotHold(TestDatabase database)
    {
        await using var rig = await KeyDirectoryRig.StartAsync(database);
        await rig.RememberAsync();
        var (looks, readAt) = (rig.News.Looks, rig.Clock.GetTimestamp());

        await rig.Host.QueryAsync(db => ChangeAsync(db, "save"));
        await rig.PassAsync();

        Assert.False(rig.News.Holds(rig.Hash, looks, readAt, rig.Clock.GetTimestamp()));
        Assert.True(rig.News.Holds(rig.Hash, rig.News.Looks, readAt, rig.Clock.GetTimestamp()));
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(6, false)]
    public async Task AfterAPauseWithoutLooks_NothingThatWasReadBeforeHolds(int seconds, bool holds)
    {
        await using var rig = await KeyDirectoryRig.StartAsync(TestDatabase.Sqlite);
        await rig.RememberAsync();
        var looks = rig.News.Looks;

        rig.Clock.Advance(TimeSpan.FromSeconds(seconds));
        await rig.FindAsync();
        await rig.News.Looking;

        Assert.Equal(holds, rig.News.Holds(rig.Hash, looks, rig.Clock.GetTimestamp(), rig.Clock.GetTimestamp()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AfterARushOfNothingButNewKeys_WhatDidNotChangeMeanwhileStillHolds(bool changes)
    {
        await using var rig = await KeyDirectoryRig.StartAsync(TestDatabase.Sqlite);
        await rig.RememberAsync();

        for (var step = 0; step < 20; step++)
        {
            await rig.PassAsync(KeyHash.OfPresented(AKey.UnknownText()));
            await rig.Host.QueryAsync(db => changes && step == 9 ? ChangeAsync(db, "save") : Task.FromResult(0));
        }

        var (found, wasRemembered) = await rig.FindAsync();
        Assert.Equal((!changes, changes ? KeyState.Disabled : KeyState.Active), (wasRemembered, found!.State));
    }

    [Fact]
    public async Task WhatWasReadFiveMinutesAgo_DoesNotHoldThoughNothingChanged()
    {
        await using var rig = await KeyDirectoryRig.StartAsync(TestDatabase.Sqlite);
        await rig.RememberAsync();
        var first = rig.Clock.GetTimestamp();
        var second = first;
        for (var step = 1; step <= 75; step++)
        {
            rig.Clock.Advance(TimeSpan.FromSeconds(4));
            await rig.FindAsync();
            await rig.News.Looking;
            second = step == 1 ? rig.Clock.GetTimestamp() : second;
        }

        Assert.False(rig.News.Holds(rig.Hash, rig.News.Looks, first, rig.Clock.GetTimestamp()));
        Assert.True(rig.News.Holds(rig.Hash, rig.News.Looks, second, rig.Clock.GetTimestamp()));
    }

    [Fact]
    public async Task WhenNobodyKnowsWhatChanged_KeysAreReadOnceASecondAsLongAsThatLasts()
    {
        await using var rig = await KeyDirectoryRig.StartAsync(TestDatabase.Sqlite);
        await rig.RememberAsync();
        rig.LooksFail = true;
        await rig.Host.QueryAsync(db => ChangeAsync(db, "save"));

        await rig.PassAsync();
        await rig.PassAsync();
        var (found, _) = await rig.FindAsync();
        rig.Clock.Advance(TimeSpan.FromSeconds(0.9));
        var within = await rig.FindAsync();
        rig.Clock.Advance(TimeSpan.FromSeconds(0.1));
        var after = await rig.FindAsync();
        await rig.News.Looking;

        Assert.Equal(KeyState.Disabled, found!.State);
        Assert.True(within.WasRemembered);
        Assert.False(after.WasRemembered);
        rig.LooksFail = false;
        await rig.RememberAsync();
    }

    [Fact]
    public async Task KeyThatDoesNotExist_IsNotRemembered()
    {
        await using var rig = await KeyDirectoryRig.StartAsync(TestDatabase.Sqlite);

        for (var number = 0; number < 20; number++)
        {
            Assert.Null((await rig.FindAsync(KeyHash.OfPresented(AKey.UnknownText())!)).Key);
        }

        Assert.Equal(0, rig.Memory.Count);
    }

    private static async Task<int> ChangeAsync(DbContext database, string change)
    {
        switch (change)
        {
            case "save":
                (await database.Set<ApiKey>().SingleAsync()).Disable();
                return await database.SaveChangesAsync();
            case "rotate":
                var key = await database.Set<ApiKey>().SingleAsync();
                key.Rotate(KeySecret.Generate(key.Id), TimeSpan.FromHours(1), key.CreatedAt);
                return await database.SaveChangesAsync();
            case "update":
                return await database.Set<ApiKey>().ExecuteUpdateAsync(set => set.SetProperty(one => one.State, KeyState.Disabled));
            case "plain":
                return await database.Database.ExecuteSqlAsync($"UPDATE api_keys SET state = {(int)KeyState.Disabled}");
            case "tier":
                return await database.Set<User>().ExecuteUpdateAsync(set => set.SetProperty(user => user.Tier, Tier.Permissionless));
            case "delete":
                return await database.Set<ApiKey>().ExecuteDeleteAsync();
            default:
                return await database.Set<User>().ExecuteDeleteAsync();
        }
    }

    private static Task<int> DisableAsync(DbContext database, ApiKeyId id) =>
        database.Set<ApiKey>().Where(key => key.Id == id).ExecuteUpdateAsync(set => set.SetProperty(key => key.State, KeyState.Disabled));
}
