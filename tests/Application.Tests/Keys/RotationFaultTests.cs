using AkashChat.Application.Keys.CreateApiKey;
using AkashChat.Application.Keys.RotateApiKey;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;

namespace AkashChat.Application.Tests.Keys;

/// <summary>A rotation that dies at any moment leaves a working key: the fault is injected at every moment at which the program waits.</summary>
public sealed class RotationFaultTests
{
    // Fewer would mean that the faults are not where the program waits: it reads the user, the key and the consents, counts, writes and commits.
    private const int LeastMoments = 10;

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task Hole06_WithAnOverlap_TheOldSecretWorksWhateverDies(TestDatabase database)
    {
        var moments = await DieAtEveryMomentAsync(database, TimeSpan.FromHours(1), async (host, old, _, _) =>
            Assert.True(await WorksAsync(host, old)));

        Assert.True(moments >= LeastMoments, $"Only {moments} moments.");
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task Hole06_WithoutAnOverlap_TheOldSecretWorksUnlessTheChangeIsSaved_AndThenAnotherRotationHeals(TestDatabase database)
    {
        var saved = 0;
        await DieAtEveryMomentAsync(database, TimeSpan.Zero, async (host, old, owner, committed) =>
        {
            saved += committed ? 1 : 0;
            Assert.Equal(!committed, await WorksAsync(host, old));
            var again = await host.SendAsync(new RotateApiKeyCommand(owner, old.Id, TimeSpan.Zero, AcceptsTerms: false));
            Assert.True(await WorksAsync(host, again.Value.Secret));
        });

        Assert.Equal(1, saved);
    }

    private static async Task<int> DieAtEveryMomentAsync(
        TestDatabase database, TimeSpan overlap, Func<TestHost, KeySecret, Visitor, bool, Task> check)
    {
        var faults = new FaultyDatabase();
        await using var host = await TestHost.StartAsync(options =>
        {
            options.Database = database;
            options.Faults = faults;
            options.Settings["AKASHCHAT_LIMIT_ISSUING"] = "1000/1000/1000";
            options.Settings["AKASHCHAT_LIMIT_ROTATION"] = "1000/1000/1000";
        });
        for (var moment = 1; ; moment++)
        {
            var owner = await host.AddExtendedUserAsync();
            var old = (await host.SendAsync(new CreateApiKeyCommand(owner, "Mine", AcceptsTerms: false, Answer: null))).Value.Secret;
            faults.Arm(moment);
            try
            {
                await host.SendAsync(new RotateApiKeyCommand(owner, old.Id, overlap, AcceptsTerms: false));
            }
            catch (Exception exception) when (exception.GetBaseException() is System.Data.Common.DbException)
            {
                var committed = faults.Committed;
                faults.Arm(0);
                await check(host, old, owner, committed);
                continue;
            }

            var moments = faults.Moments;
            faults.Arm(0);
            return moments < moment ? moments : throw new InvalidOperationException($"The fault at moment {moment} was swallowed.");
        }
    }

    private static async Task<bool> WorksAsync(TestHost host, KeySecret secret)
    {
        using var client = host.ClientWithKey(secret.Reveal());
        using var response = await client.GetAsync(new Uri("v1/models", UriKind.Relative));
        return response.IsSuccessStatusCode;
    }
}
