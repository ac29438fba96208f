using System.Net;
using System.Text.Json;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Api.Tests.Usage;

public sealed class ExportTests
{
    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task Export_HasAllOfThePersonAndNoHashAndNobodyElse(TestDatabase database)
    {
        const int Requests = 3_000;
        await using var host = await TestHost.StartAsync(options => options.Database = database);
        await host.ClaimKeyAsync(name: "Stranger's key");
        var now = host.Clock.GetUtcNow();
        var visitor = await host.AddExtendedUserAsync(subject: "auth0|planted-subject");
        var user = await host.QueryAsync(db => db.Set<User>().AsNoTracking().SingleAsync(candidate => candidate.Id == visitor.UserId));
        var issued = AKey.Active(user, now, "Planted name");
        await host.StoreAsync([issued.Key, .. Enumerable.Range(0, Requests).Select(number => AUsageRecord.Completed(issued.Key, now.AddSeconds(number - Requests)))]);
        await host.StoreAsync(AUsageRecord.Completed(startedAt: now, model: "stranger-model"));
        using var client = await host.SignInAsync(user.Id);
        using var rotated = await client.PostJsonAsync($"api/keys/{issued.Key.Id}/rotate", """{"overlapSeconds":3600,"acceptsTerms":false}""");

        using var response = await client.GetPathAsync("api/account/export");

        var text = await response.Content.ReadAsStringAsync();
        var export = await response.ReadJsonAsync();
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (rotated.StatusCode, response.StatusCode));
        Assert.Contains("no-store", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal($"akashchat-export-{now:yyyy-MM-dd}.json", response.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
        Assert.Equal("akashchat-export/1", export.GetProperty("format").GetString());
        Assert.Contains("SHA-256", Assert.Single(export.GetProperty("leftOut").EnumerateArray()).GetString()!, StringComparison.Ordinal);
        var person = export.GetProperty("user");
        Assert.Equal(
            ("https://provider.example/", "auth0|planted-subject", "ada@example.org", true),
            (person.GetProperty("issuer").GetString(), person.GetProperty("subject").GetString(), person.GetProperty("email").GetString(), person.GetProperty("emailVerified").GetBoolean()));
        Assert.Equal("chatapi-auth0", export.GetProperty("team").GetProperty("id").GetString());
        var key = Assert.Single(export.GetProperty("keys").EnumerateArray());
        Assert.Equal((issued.Key.Id.Value, "Planted name"), (key.GetProperty("id").GetString(), key.GetProperty("name").GetString()));
        Assert.Equal(now.AddHours(1), key.GetProperty("previousSecretEndsAt").GetDateTimeOffset());
        Assert.Single(export.GetProperty("consents").EnumerateArray());
        Assert.Single(export.GetProperty("sessions").EnumerateArray());
        Assert.Equal(("rotation", 1), export.GetProperty("acts").EnumerateArray().Select(act => (act.GetProperty("act").GetString(), act.GetProperty("count").GetInt32())).Single());
        Assert.Equal(
            ["key.rotated", "user.exported"],
            export.GetProperty("audit").EnumerateArray().Select(entry => entry.GetProperty("action").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(Requests, export.GetProperty("usage").GetArrayLength());
        Assert.Equal(JsonValueKind.Array, export.GetProperty("refusals").ValueKind);
        Assert.DoesNotContain("tranger", text, StringComparison.Ordinal);
        var stored = await host.QueryAsync(db => db.Set<ApiKey>().AsNoTracking().SingleAsync(candidate => candidate.UserId == user.Id));
        var session = await host.QueryAsync(db => db.Set<Session>().AsNoTracking().SingleAsync(candidate => candidate.UserId == user.Id));
        foreach (var hash in new[] { stored.Hash, stored.PreviousHash!, session.TokenHash })
        {
            Assert.DoesNotContain(hash, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nobody_GetsNoExport()
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.Client.GetPathAsync("api/account/export");

        await response.MustBeProblemAsync(401, "accounts.not_signed_in");
        Assert.Null(response.Content.Headers.ContentDisposition);
    }
}
