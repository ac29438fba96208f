using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Api.Tests.Security;

/// <summary>Plants what is personal, lives through the acts of an account and their failures, then looks for it everywhere it does not belong.</summary>
public sealed class PersonalTextsTests
{
    private const string Subject = "auth0|planted-subject-1";
    private const string Address = "ada@example.org";
    private const string KeyName = "planted-name-2";
    private const string Purpose = "planted-purpose-3";

    // Where docs/security.md says that it is kept.
    private static readonly string[] Documented = ["users:", "api_keys:"];

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task Hole22_AddressSubjectPurposeAndName_AreInNoLogNoTraceNoStrangersAnswerAndOnlyInTheirColumns(TestDatabase database)
    {
        var traces = new ConcurrentQueue<string>();
        using var listener = Listen(traces);
        await using var host = await TestHost.StartAsync(options =>
        {
            options.Database = database;
            options.Settings["LOG_LEVEL"] = "trace";
        });
        var person = await host.AddExtendedUserAsync(subject: Subject);
        using var client = await host.SignInAsync(person.UserId);
        using var claimer = host.NewClient(cookies: true);
        using var claim = await Keys.ClaimApiKeyTests.ClaimAsync(host, await host.SolveChallengeAsync(claimer), $"\"{Purpose}\"", claimer);
        using var created = await client.PostJsonAsync("api/keys", $$"""{"keyName":"{{KeyName}}"}""");
        var id = (await created.ReadJsonAsync()).GetProperty("key").GetProperty("id").GetString();
        foreach (var (path, body) in new[]
        {
            ($"api/keys/{id}/rotate", """{"overlapSeconds":60}"""), ($"api/keys/{id}/rotate", """{"overlapSeconds":99999999}"""),
            ($"api/keys/{id}/disable", "{}"), ($"api/keys/{id}/enable", "{}"), ("api/keys", $$"""{"keyName":"{{KeyName}}","email":"{{Address}}"}"""),
            ("api/keys", $$"""{"keyName":"{{KeyName}}{{new string('x', 60)}}"}"""), ("api/recovery", $$"""{"code":"{{KeyName}}"}"""),
            ("api/leaked-keys", $$"""{"apiKey":"{{KeyName}}"}"""),
        })
        {
            using var answer = await client.PostJsonAsync(path, body);
        }

        foreach (var path in new[] { "api/account", "api/account/export", "account", $"account/keys/{id}", "account/data", $"api/keys/{id}", "admin" })
        {
            using var answer = await client.GetPathAsync(path);
        }

        await host.QueryAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE consents RENAME TO consents_away"));
        using var outage = await client.PostJsonAsync("api/keys", $$"""{"keyName":"{{KeyName}}"}""");
        await host.QueryAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE consents_away RENAME TO consents"));
        var strangers = await StrangersAnswersAsync(host, id!);
        var rows = (await host.DumpRowsAsync()).Split('\n').Where(line => line.Contains(": ", StringComparison.Ordinal)).ToList();

        Assert.Equal(503, (int)outage.StatusCode);
        foreach (var text in new[] { Subject, Address, KeyName, Purpose })
        {
            Assert.DoesNotContain(text, host.Log.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(traces, trace => trace.Contains(text, StringComparison.Ordinal));
            Assert.DoesNotContain(text, strangers, StringComparison.Ordinal);
            var holding = rows.Where(row => row.Contains(text, StringComparison.Ordinal) && row.IndexOf(": ", StringComparison.Ordinal) < 25).ToList();
            Assert.NotEmpty(holding);
            Assert.All(holding, row => Assert.Contains(Documented, table => row.StartsWith(table, StringComparison.Ordinal)));
        }

        Assert.NotEmpty(traces);
    }

    private static async Task<string> StrangersAnswersAsync(TestHost host, string keyId)
    {
        using var stranger = await host.SignInAsync((await host.AddPermissionlessUserAsync()).UserId);
        var answers = new StringBuilder();
        foreach (var path in new[] { "", "account", "account/data", $"account/keys/{keyId}", $"api/keys/{keyId}", "api/account", "api/account/export", "models", "docs" })
        {
            using var answer = await stranger.GetPathAsync(path);
            answers.AppendLine(await answer.Content.ReadAsStringAsync());
        }

        return answers.ToString();
    }

    private static ActivityListener Listen(ConcurrentQueue<string> traces)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traces.Enqueue(
                $"{activity.DisplayName} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Baggage)} {activity.StatusDescription}"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
