using System.Text.Json.Nodes;
using AkashChat.TestKit.LiteLlm;
using AkashChat.TestKit.Upstream;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Infrastructure.Tests.LiteLlm;

/// <summary>The stand-in checks keys, enforces limits, answers and books calls of models as the contract says.</summary>
public sealed class LiteLlmDataPlaneTests : IAsyncLifetime
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
    public async Task DataPlane_RefusesWrongKeysAsTheContractSays()
    {
        var (blocked, expired, deleted) = (_server.AddKey(), _server.AddKey(), _server.AddKey(alias: "old"));
        _server.ChangeKey(KeyText.HashOf(expired), new JsonObject { ["expires"] = "2026-03-31T10:00:00Z" });
        await _admin.PostAsync("/key/block", $$"""{"key":"{{blocked}}"}""");
        var gone = await _admin.PostAsync("/key/delete", """{"key_aliases":["old"]}""");

        Assert.Equal("""{"deleted_keys":["old"]}""", gone.Body!.ToJsonString());
        Assert.Equal(404, (await _admin.PostAsync("/key/delete", """{"key_aliases":["old"]}""")).Status);
        foreach (var (key, type) in new[]
        {
            (null, "auth_error"), ("no-prefix", "auth_error"), (blocked, "auth_error"), (expired, "expired_key"), (deleted, "token_not_found_in_db"),
            (KeyText.HashOf(blocked), "auth_error"),
        })
        {
            var caller = new Proxy(_server, key);
            Assert.Equal((401, type), await caller.ChatAsync());
        }

        var mended = new Proxy(_server, blocked);
        await _admin.PostAsync("/key/unblock", $$"""{"key":"{{KeyText.HashOf(blocked)}}"}""");
        Assert.Equal((200, null), await mended.ChatAsync());
    }

    [Theory]
    [InlineData("x-litellm-api-key")]
    [InlineData("Authorization")]
    [InlineData("API-Key")]
    [InlineData("x-api-key")]
    [InlineData("x-goog-api-key")]
    [InlineData("Ocp-Apim-Subscription-Key")]
    public async Task DataPlane_ReadsTheKeyFromEachHeader(string header)
    {
        var caller = new Proxy(_server, _server.AddKey());

        using var response = await caller.SendAsync(HttpMethod.Put, "/v1/unknown/thing?a=b%20c", "{}", header);

        var echo = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal(
            ("PUT", "/v1/unknown/thing", "?a=b%20c", "{}"),
            ((string?)echo["method"], (string?)echo["path"], (string?)echo["query"], (string?)echo["body"]));
        Assert.Null(echo["headers"]![header.ToLowerInvariant()]);
        var request = Assert.Single(_server.Requests);
        Assert.Equal(new PresentedCredential(header, CredentialKind.Virtual), Assert.Single(request.Credentials));
        Assert.True(response.Headers.Contains("x-litellm-call-id"));
    }

    [Fact]
    public async Task Calls_AreBookedEverywhere()
    {
        var key = _server.AddKey(alias: "mine", userId: "u1");
        _server.AddUser("u1");
        var caller = new Proxy(_server, key);
        var answer = (await caller.PostAsync("/v1/chat/completions", """{"model":"gpt-4o"}""")).Body!;
        _server.AddSpend(KeyText.HashOf(key), "llama-3", new DateOnly(2026, 3, 30), 100, 0.5);

        var daily = (await _admin.GetAsync("/user/daily/activity?start_date=2026-03-01&end_date=2026-03-31&user_id=u1")).Body!;
        var rest = (await _admin.GetAsync("/user/daily/activity?start_date=2026-03-01&end_date=2026-03-31&page=2&page_size=1")).Body!;
        var rows = (await _admin.GetAsync($"/spend/logs?request_id={(string?)answer["id"]}")).Body!.AsArray();
        var paged = (await _admin.GetAsync("/spend/logs/v2?start_date=2026-03-31&end_date=2026-03-31")).Body!;

        Assert.Equal(30, (int)answer["usage"]!["total_tokens"]!);
        var stored = Assert.Single(_server.Keys);
        Assert.Equal(0.50005, stored.Spend, 10);
        Assert.Equal(_clock.GetUtcNow(), stored.LastActiveAt);
        Assert.Equal(0.50005, Assert.Single(_server.Users).Spend, 10);
        Assert.Equal(["2026-03-31", "2026-03-30"], daily["results"]!.AsArray().Select(day => (string?)day!["date"]));
        Assert.Equal("mine", (string?)daily["results"]![0]!["breakdown"]!["api_keys"]![stored.Hash]!["metadata"]!["key_alias"]);
        Assert.Equal((130, 2), ((int)daily["metadata"]!["total_tokens"]!, (int)daily["metadata"]!["total_api_requests"]!));
        Assert.Equal(("2026-03-30", false), ((string?)rest["results"]![0]!["date"], (bool)rest["metadata"]!["has_more"]!));
        Assert.Equal(stored.Hash, (string?)Assert.Single(rows)!["api_key"]);
        Assert.Equal(1, (int)paged["total"]!);
        Assert.Equal(400, (await _admin.GetAsync("/user/daily/activity")).Status);
    }

    [Fact]
    public async Task Limits_AreEnforced()
    {
        var key = _server.AddKey(fields: new JsonObject { ["rpm_limit"] = 2, ["models"] = new JsonArray("gpt-4o") });
        var caller = new Proxy(_server, key);

        Assert.Equal((403, "key_model_access_denied"), await caller.ChatAsync("llama-3"));
        Assert.Equal((200, null), await caller.ChatAsync());
        Assert.Equal((200, null), await caller.ChatAsync());
        Assert.Equal((429, "throttling_error"), await caller.ChatAsync());
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal((200, null), await caller.ChatAsync());
        Assert.Equal(["gpt-4o"], (await caller.GetAsync("/v1/models")).Body!["data"]!.AsArray().Select(model => (string?)model!["id"]));
        Assert.Equal((200, 404), ((await caller.GetAsync("/v1/models/gpt-4o")).Status, (await caller.GetAsync("/v1/models/llama-3")).Status));
        Assert.Equal("chat", (string?)Assert.Single((await caller.GetAsync("/v1/model/info")).Body!["data"]!.AsArray())!["model_info"]!["mode"]);
        Assert.Equal((400, "invalid_request_error"), await _admin.ChatAsync("unknown"));
    }

    [Fact]
    public async Task ParallelCalls_AreBoundAndTheirPlaceComesBack()
    {
        var gate = new Gate();
        _server.Script = new ModelScript { Gate = gate };
        var caller = new Proxy(_server, _server.AddKey(fields: new JsonObject { ["max_parallel_requests"] = 1 }));
        var first = caller.ChatAsync();
        await gate.WaitForArrivalsAsync(1);

        var second = await caller.ChatAsync();
        gate.Open();

        Assert.Equal(429, second.Status);
        Assert.Equal(200, (await first).Status);
        Assert.Equal(200, (await caller.ChatAsync()).Status);
    }

    [Fact]
    public async Task Stream_SendsEventsOneByOneAndEndsWithDone()
    {
        var caller = new Proxy(_server, _server.AddKey());

        using var response = await caller.SendAsync(
            HttpMethod.Post, "/v1/chat/completions", """{"model":"gpt-4o","stream":true,"stream_options":{"include_usage":true}}""");

        var events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal((6, "data: [DONE]"), (events.Length, events[^1]));
        Assert.Contains("\"total_tokens\":30", events[^2], StringComparison.Ordinal);
        Assert.Equal(0.00005, Assert.Single(_server.Keys).Spend, 10);
    }

    [Fact]
    public async Task Stream_NoticesThatItsClientLeft()
    {
        var gate = new Gate();
        _server.Script = new ModelScript { Gate = gate };
        var caller = new Proxy(_server, _server.AddKey());
        var response = await caller.SendAsync(HttpMethod.Post, "/v1/chat/completions", """{"model":"gpt-4o","stream":true}""");
        await gate.WaitForArrivalsAsync(1);

        response.Dispose();

        await _server.WaitForAbortedStreamsAsync(1);
        Assert.Equal(1, _server.AbortedStreams);
    }

    [Fact]
    public async Task Call_IsBookedOnAKeyThatWasChangedMeanwhile()
    {
        var gate = new Gate();
        _server.Script = new ModelScript { Gate = gate };
        var key = _server.AddKey();
        var caller = new Proxy(_server, key);
        var call = caller.ChatAsync();
        await gate.WaitForArrivalsAsync(1);

        await _admin.PostAsync("/key/update", $$"""{"key":"{{key}}","key_alias":"new"}""");
        gate.Open();

        Assert.Equal(200, (await call).Status);
        Assert.Equal(("new", 0.00005), (Assert.Single(_server.Keys).Alias, Math.Round(_server.Keys[0].Spend, 10)));
    }

    [Fact]
    public async Task PlainCall_NoticesThatItsClientLeft()
    {
        var gate = new Gate();
        _server.Script = new ModelScript { Gate = gate };
        var caller = new Proxy(_server, _server.AddKey());
        using var patience = new CancellationTokenSource();
        var call = caller.SendAsync(HttpMethod.Post, "/v1/embeddings", """{"model":"text-embed","input":["a","b"]}""", cancellationToken: patience.Token);
        await gate.WaitForArrivalsAsync(1);

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await _server.WaitForAbortedCallsAsync(1);
        Assert.Equal(0, _server.AbortedStreams);
    }

    [Fact]
    public async Task FailedCall_LeavesARowUnderItsCallId()
    {
        var caller = new Proxy(_server, _server.AddKey());
        using var response = await caller.SendAsync(HttpMethod.Post, "/v1/chat/completions", """{"model":"unknown"}""");
        var id = Assert.Single(response.Headers.GetValues("x-litellm-call-id"));

        var row = Assert.Single((await _admin.GetAsync($"/spend/logs?request_id={id}")).Body!.AsArray())!;

        Assert.Equal(("failure", "400"), ((string?)row["metadata"]!["status"], (string?)row["metadata"]!["error_information"]!["error_code"]));
    }

    [Theory]
    [InlineData("""{"models":["llama-*"]}""", 403, "team_model_access_denied")]
    [InlineData("""{"blocked":true}""", 401, "auth_error")]
    [InlineData("""{"max_budget":1,"spend":1}""", 429, "budget_exceeded")]
    [InlineData("""{"rpm_limit":0}""", 429, "throttling_error")]
    [InlineData("""{"models":["gpt-*"],"max_budget":1}""", 200, null)]
    public async Task TeamKey_IsBoundByItsTeamButNotByItsOwnersMoney(string team, int status, string? type)
    {
        _server.AddTeam("t1", JsonNode.Parse(team)!.AsObject());
        _server.AddUser("u1", new JsonObject { ["max_budget"] = 0 });
        var caller = new Proxy(_server, _server.AddKey(userId: "u1", teamId: "t1"));
        var own = new Proxy(_server, _server.AddKey(userId: "u1"));

        Assert.Equal((status, type), await caller.ChatAsync());
        Assert.Equal((429, "budget_exceeded"), await own.ChatAsync());
        Assert.Equal((200, null), await own.ChatAsync("free-model"));
    }

    [Fact]
    public async Task TwoCredentials_TheProxysOwnHeaderCounts()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Address, "/v1/models"));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {LiteLlmServer.MasterKey}");
        request.Headers.TryAddWithoutValidation("x-litellm-api-key", "Bearer sk-unknown");

        using var response = await Proxy.Client.SendAsync(request);

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, response.StatusCode);
        var seen = Assert.Single(_server.Requests);
        Assert.Equal(
            [new PresentedCredential("x-litellm-api-key", CredentialKind.Other), new PresentedCredential("Authorization", CredentialKind.Master)],
            seen.Credentials);
        Assert.Equal(CredentialKind.Other, seen.Credential);
    }

    [Fact]
    public async Task Budget_StartsAnewWhenItsWindowIsOver()
    {
        var key = (string)(await _admin.PostAsync("/key/generate", """{"max_budget":0.00001,"budget_duration":"1d"}""")).Body!["key"]!;
        var caller = new Proxy(_server, key);

        Assert.Equal((200, null), await caller.ChatAsync());
        Assert.Equal((429, "budget_exceeded"), await caller.ChatAsync());
        Assert.Equal(200, (await caller.GetAsync("/v1/models")).Status);
        _clock.Advance(TimeSpan.FromHours(14));
        Assert.Equal((200, null), await caller.ChatAsync());
    }
}
