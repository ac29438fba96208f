using System.Globalization;
using System.Text.Json.Nodes;
using AkashChat.TestKit.LiteLlm;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Infrastructure.Tests.LiteLlm;

/// <summary>The stand-in for a LiteLLM proxy does what the contract says, so that tests may lean on it.</summary>
public sealed class LiteLlmServerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 31, 10, 0, 0, TimeSpan.Zero));
    private LiteLlmServer _server = null!;
    private Proxy _admin = null!;

    public async Task InitializeAsync()
    {
        _server = await LiteLlmServer.StartAsync(clock: _clock);
        _admin = new Proxy(_server);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Generate_GivesAKeyAndKeepsItsHashOnly()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _admin.PostAsync("/key/generate")));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        var plain = (string)answers[0].Body!["key"]!;
        Assert.StartsWith("sk-", plain, StringComparison.Ordinal);
        Assert.Equal(25, plain.Length);
        Assert.Equal(KeyText.HashOf(plain), (string?)answers[0].Body!["token"]);
        Assert.Equal(10, _server.Keys.Count);
        Assert.DoesNotContain(_server.Keys, key => key.Row.Contains(plain, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Generate_TakesAGivenKeyWithItsLifeAndLimits()
    {
        var (status, body) = await _admin.PostAsync("/key/generate", """
            {"key":"sk-given-by-the-caller","key_alias":"mine","user_id":"u1","duration":"1mo","budget_duration":"30d","max_budget":2.5,
             "rpm_limit":60,"tpm_limit":null,"models":["gpt-4o"],"metadata":{"a":1},"guardrails":["g"]}
            """);

        Assert.Equal(200, status);
        Assert.Equal("sk-...ller", (string?)body!["key_name"]);
        var key = Assert.Single(_server.Keys);
        Assert.Equal((KeyText.HashOf("sk-given-by-the-caller"), "mine", "u1"), (key.Hash, key.Alias, key.UserId));
        Assert.Equal(new DateTimeOffset(2026, 4, 30, 10, 0, 0, TimeSpan.Zero), key.ExpiresAt);
        Assert.Equal(new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero), key.BudgetResetAt);
        Assert.Equal((2.5, 60L, null), (key.MaxBudget, key.RequestsPerMinute, key.TokensPerMinute));
        Assert.Equal("""{"a":1,"guardrails":["g"]}""", key.Metadata);
    }

    [Theory]
    [InlineData("1d", "2026-04-01T00:00:00Z")]
    [InlineData("24h", "2026-04-01T00:00:00Z")]
    [InlineData("7d", "2026-04-06T00:00:00Z")]
    [InlineData("30d", "2026-04-01T00:00:00Z")]
    [InlineData("10d", "2026-04-10T00:00:00Z")]
    [InlineData("4h", "2026-03-31T12:00:00Z")]
    [InlineData("1mo", "2026-04-01T00:00:00Z")]
    public async Task BudgetWindow_IsAligned(string duration, string end)
    {
        var (_, body) = await _admin.PostAsync("/key/generate", $$"""{"budget_duration":"{{duration}}"}""");

        Assert.Equal(DateTimeOffset.Parse(end, CultureInfo.InvariantCulture), Assert.Single(_server.Keys).BudgetResetAt);
        Assert.Equal(duration, (string?)body!["budget_duration"]);
    }

    [Theory]
    [InlineData("""{"key":"no-prefix"}""", 400, "internal_server_error")]
    [InlineData("""{"key_alias":"taken"}""", 400, "bad_request_error")]
    [InlineData("""{"max_budget":-1}""", 400, "bad_request_error")]
    [InlineData("""{"duration":"1d12h"}""", 400, "bad_request_error")]
    [InlineData("""{"models":"gpt-4o"}""", 422, null)]
    public async Task Generate_RefusesWhatTheContractRefuses(string json, int status, string? type)
    {
        _server.AddKey(alias: "taken");

        var answer = await _admin.PostAsync("/key/generate", json);

        Assert.Equal((status, type), (answer.Status, (string?)answer.Body!["error"]?["type"]));
        Assert.Equal(status == 422, answer.Body["detail"] is JsonArray);
        Assert.Single(_server.Keys);
    }

    [Fact]
    public async Task KeyInfo_TakesTextAndHashAndLetsAKeySeeItself()
    {
        var (one, two) = (_server.AddKey(userId: "u1"), _server.AddKey(userId: "u2"));
        var self = new Proxy(_server, one);

        var byText = await _admin.GetAsync($"/key/info?key={one}");
        var byHash = await _admin.GetAsync($"/key/info?key={KeyText.HashOf(one)}");
        var own = await self.GetAsync("/key/info");
        var others = await self.GetAsync($"/key/info?key={KeyText.HashOf(two)}");
        var unknown = await _admin.GetAsync("/key/info?key=sk-unknown");

        Assert.Equal(one, (string?)byText.Body!["key"]);
        Assert.Equal("u1", (string?)byHash.Body!["info"]!["user_id"]);
        Assert.Null(byHash.Body["info"]!["token"]);
        Assert.Equal((200, 403), (own.Status, others.Status));
        Assert.Equal((404, "not_found_error", "key"), (unknown.Status, (string?)unknown.Body!["error"]!["type"], (string?)unknown.Body["error"]!["param"]));
    }

    [Fact]
    public async Task KeyUpdate_ChangesPresentFieldsAndNullClears()
    {
        var key = _server.AddKey(fields: new JsonObject { ["max_budget"] = 0, ["rpm_limit"] = 5, ["expires"] = "2026-04-01T00:00:00Z" });
        var caller = new Proxy(_server, key);
        var before = await caller.ChatAsync();

        var (status, body) = await _admin.PostAsync("/key/update", $$"""{"key":"{{key}}","max_budget":null,"duration":"-1","key_alias":"new"}""");

        Assert.Equal((429, "budget_exceeded"), before);
        Assert.Equal((200, key), (status, (string?)body!["key"]));
        Assert.Equal((200, null), await caller.ChatAsync());
        var stored = Assert.Single(_server.Keys);
        Assert.Equal((null, 5L, null, "new"), (stored.MaxBudget, stored.RequestsPerMinute, stored.ExpiresAt, stored.Alias));
        var unknown = await _admin.PostAsync("/key/update", """{"key":"sk-unknown"}""");
        Assert.Equal(404, unknown.Status);
        Assert.Contains("Team not found", (string?)unknown.Body!["error"]!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Management_IsTheAdministratorsAlone()
    {
        var caller = new Proxy(_server, _server.AddKey());

        foreach (var path in new[] { "/key/generate", "/user/new", "/team/new", "/team/delete", "/model/new", "/config/update", "/budget/new" })
        {
            var (status, body) = await caller.PostAsync(path);
            Assert.Equal((401, "auth_error"), (status, (string?)body!["error"]!["type"]));
            Assert.Contains("Only proxy admin can be used to generate", (string?)body["error"]!["message"], StringComparison.Ordinal);
        }

        Assert.Contains("MASTER KEY", (string?)(await caller.PostAsync("/global/spend/reset")).Body!["error"]!["message"], StringComparison.Ordinal);
        Assert.Equal((200, "{}"), await Of(_admin.GetAsync("/config/list")));
        Assert.Equal(403, (await _admin.PostAsync("/key/regenerate")).Status);
        Assert.Equal(10, _server.Requests.Count(On.Management));

        static async Task<(int, string)> Of(Task<(int Status, JsonNode? Body)> answer) => ((await answer).Status, (await answer).Body!.ToJsonString());
    }

    [Fact]
    public async Task Users_ComeAndGoWithTheirKeys()
    {
        var made = await _admin.PostAsync("/user/new", """{"user_id":"u1","user_email":"a@example.org","user_role":"internal_user","max_budget":3}""");
        var again = await _admin.PostAsync("/user/new", """{"user_id":"u1"}""");
        await _admin.PostAsync("/user/new", """{"user_id":"u2","auto_create_key":false}""");
        var update = await _admin.PostAsync("/user/update", """{"user_id":"u1","max_budget":null,"user_alias":"","metadata":{"x":[1]}}""");
        var info = await _admin.GetAsync("/user/info?user_id=u1");
        var self = new Proxy(_server, (string)made.Body!["key"]!);

        Assert.Equal(409, again.Status);
        Assert.Equal("{'error': 'User with id u1 already exists'}", (string?)again.Body!["error"]!["message"]);
        Assert.Null(update.Body!["data"]!["max_budget"]);
        Assert.Equal("None", (string?)info.Body!["keys"]![0]!["team_alias"]);
        Assert.Equal((200, 403), ((await self.GetAsync("/user/info")).Status, (await self.GetAsync("/user/info?user_id=u2")).Status));
        Assert.Equal("a@example.org", (string?)(await _admin.GetAsync("/v2/user/info?user_id=u1")).Body!["user_email"]);
        Assert.Equal(2, (int)(await _admin.GetAsync("/user/list")).Body!["total"]!);
        var unknown = await _admin.PostAsync("/user/delete", """{"user_ids":["u1","nobody"]}""");
        Assert.Equal(404, unknown.Status);
        Assert.NotNull(unknown.Body!["detail"]!["error"]);
        Assert.Equal("1", (await _admin.PostAsync("/user/delete", """{"user_ids":["u1"]}""")).Body!.ToJsonString());
        Assert.Equal((401, "token_not_found_in_db"), await self.ChatAsync());
        Assert.Equal(404, (await _admin.GetAsync("/user/info?user_id=u1")).Status);
    }

    [Fact]
    public async Task Teams_HaveTheirMakerAsAMember()
    {
        var made = await _admin.PostAsync("/team/new", """{"team_id":"t1","team_alias":"B","members_with_roles":[{"user_id":"u1","role":"user"}]}""");
        await _admin.PostAsync("/team/new", """{"team_alias":"A"}""");
        var again = await _admin.PostAsync("/team/new", """{"team_id":"t1"}""");
        var update = await _admin.PostAsync("/team/update", """{"team_id":"t1","max_budget":7}""");
        var unknown = await _admin.PostAsync("/team/update", """{"team_id":"t9"}""");

        Assert.Equal(2, made.Body!["members_with_roles"]!.AsArray().Count);
        Assert.Equal((400, 7d, 404), (again.Status, (double)update.Body!["data"]!["max_budget"]!, unknown.Status));
        Assert.Equal("Team not found, passed team_id=t9", (string?)unknown.Body!["detail"]!["error"]);
        Assert.Equal(["A", "B"], (await _admin.GetAsync("/team/list")).Body!.AsArray().Select(team => (string?)team!["team_alias"]));
        Assert.Equal(["t1"], _server.Users.Single(user => user.Id == "u1").Teams);
        Assert.Equal((422, 404), ((await _admin.GetAsync("/team/info")).Status, (await _admin.GetAsync("/team/info?team_id=t9")).Status));
        Assert.Equal("t1", (string?)(await _admin.GetAsync("/team/info?team_id=t1")).Body!["team_info"]!["team_id"]);
    }

    [Fact]
    public async Task KeyList_PagesAndFilters()
    {
        foreach (var number in Enumerable.Range(0, 25))
        {
            _server.AddKey(alias: $"Alias-{number}", userId: number % 2 == 0 ? "even" : "odd");
        }

        var page = (await _admin.GetAsync("/key/list?page=3&size=10")).Body!;
        var some = (await _admin.GetAsync("/key/list?user_id=odd&key_alias=alias-1&substring_matching=true&return_full_object=true")).Body!;

        Assert.Equal((5, 25, 3, 3), (page["keys"]!.AsArray().Count, (int)page["total_count"]!, (int)page["current_page"]!, (int)page["total_pages"]!));
        Assert.Equal(_server.Keys[0].Hash, (string?)page["keys"]![4]);
        Assert.Equal(["Alias-19", "Alias-17", "Alias-15", "Alias-13", "Alias-11", "Alias-1"], some["keys"]!.AsArray().Select(key => (string?)key!["key_alias"]));
        Assert.Equal((422, 422), ((await _admin.GetAsync("/key/list?size=101")).Status, (await _admin.GetAsync("/key/list?page=0")).Status));
    }

    [Fact]
    public async Task Health_IsPublicButNotTheCallOfModels()
    {
        var nobody = new Proxy(_server, null);

        Assert.Equal("\"I'm alive!\"", (await (await nobody.SendAsync(HttpMethod.Get, "/health/liveliness")).Content.ReadAsStringAsync()));
        Assert.Equal("""{"status":"healthy","db":"connected"}""", (await nobody.GetAsync("/health/readiness")).Body!.ToJsonString());
        Assert.Equal(401, (await nobody.GetAsync("/health")).Status);
        Assert.Equal(1, _server.ModelHealthCalls);
    }
}
