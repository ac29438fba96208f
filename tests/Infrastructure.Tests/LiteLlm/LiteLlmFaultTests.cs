using System.Net;
using System.Text.Json.Nodes;
using AkashChat.TestKit.LiteLlm;

namespace AkashChat.Infrastructure.Tests.LiteLlm;

/// <summary>The stand-in fails when, where and how a test wants it.</summary>
public sealed class LiteLlmFaultTests : IAsyncLifetime
{
    private LiteLlmServer _server = null!;
    private Proxy _admin = null!;

    public async Task InitializeAsync()
    {
        _server = await LiteLlmServer.StartAsync();
        _admin = new Proxy(_server);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(Moment.Before, 0)]
    [InlineData(Moment.After, 1)]
    public async Task Abort_LosesTheAnswerBeforeOrAfterTheWork(Moment moment, int keys)
    {
        _server.Faults.Once(FaultKind.Abort, On.Path("/key/generate"), moment);

        await Assert.ThrowsAsync<HttpRequestException>(() => _admin.PostAsync("/key/generate"));

        Assert.Equal(keys, _server.Keys.Count);
        Assert.Equal(200, (await _admin.PostAsync("/key/generate")).Status);
    }

    [Theory]
    [InlineData(FaultKind.Unauthorized, HttpStatusCode.Unauthorized, "application/json")]
    [InlineData(FaultKind.NoDatabase, HttpStatusCode.Unauthorized, "application/json")]
    [InlineData(FaultKind.ServerError, HttpStatusCode.InternalServerError, "application/json")]
    [InlineData(FaultKind.PlainServerError, HttpStatusCode.InternalServerError, "text/plain")]
    [InlineData(FaultKind.NotJson, HttpStatusCode.OK, "text/html")]
    [InlineData(FaultKind.MissingFields, HttpStatusCode.OK, "application/json")]
    public async Task OtherAnswers_LastUntilCleared(FaultKind kind, HttpStatusCode status, string contentType)
    {
        var fault = _server.Faults.Add(kind, On.Management);
        for (var time = 0; time < 2; time++)
        {
            using var wrong = await _admin.SendAsync(HttpMethod.Post, "/key/generate", "{}");
            Assert.Equal((status, contentType), (wrong.StatusCode, wrong.Content.Headers.ContentType?.MediaType));
        }

        _server.Faults.Clear();

        Assert.Equal(200, (await _admin.PostAsync("/key/generate")).Status);
        Assert.Equal((2, 1), (fault.Hits, _server.Keys.Count));
    }

    [Fact]
    public async Task HalfAnswer_BreaksOffWithinTheBody()
    {
        _server.Faults.Once(FaultKind.HalfAnswer, moment: Moment.After);

        using var response = await _admin.SendAsync(HttpMethod.Post, "/key/generate", "{}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync());
        Assert.Single(_server.Keys);
    }

    [Fact]
    public async Task UnknownFields_StandInEveryObjectButNotAmongNames()
    {
        var key = _server.AddKey(userId: "u1");
        _server.AddSpend(KeyText.HashOf(key), "gpt-4o", new DateOnly(2026, 3, 1), 10, 1);
        _server.Faults.Add(FaultKind.UnknownFields);

        var body = (await _admin.GetAsync("/user/daily/activity?start_date=2026-03-01&end_date=2026-03-01")).Body!;

        Assert.NotNull(body["x_unknown_field"]);
        var breakdown = body["results"]![0]!["breakdown"]!;
        Assert.NotNull(breakdown["x_unknown_field"]);
        Assert.Equal([KeyText.HashOf(key)], breakdown["api_keys"]!.AsObject().Select(member => member.Key));
    }

    [Theory]
    [InlineData(Moment.Before, 0)]
    [InlineData(Moment.After, 1)]
    public async Task Hang_EndsWhenTheClientLeaves(Moment moment, int keys)
    {
        using var hang = _server.Faults.Add(FaultKind.Hang, moment: moment);
        using var patience = new CancellationTokenSource();
        var call = _admin.SendAsync(HttpMethod.Post, "/key/generate", "{}", cancellationToken: patience.Token);
        await hang.WaitForHitsAsync();

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(keys, _server.Keys.Count);
    }

    [Fact]
    public async Task Slow_AnswersWhenReleased()
    {
        var slow = _server.Faults.Add(FaultKind.Slow, times: 1);
        var call = _admin.PostAsync("/key/generate");
        await slow.WaitForHitsAsync();
        Assert.Empty(_server.Keys);

        slow.Release();

        Assert.Equal(200, (await call).Status);
        Assert.Single(_server.Keys);
    }

    [Fact]
    public async Task HeldRequest_IsAppliedEvenAfterItsClientLeft()
    {
        var held = _server.Hold(On.Path("/key/generate"), Moment.Before);
        using var patience = new CancellationTokenSource();
        var call = _admin.SendAsync(HttpMethod.Post, "/key/generate", "{}", cancellationToken: patience.Token);
        Assert.Equal(1, (await held.Reached).ManagementOrdinal);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Empty(_server.Keys);

        held.Release();
        await held.Finished;

        Assert.Single(_server.Keys);
    }

    [Fact]
    public async Task OnRequest_ThrowsTheNthAwayAtEitherMoment()
    {
        _server.OnRequest = at =>
        {
            if (at is { Request.ManagementOrdinal: 2, Moment: Moment.Before } or { Request.ManagementOrdinal: 3, Moment: Moment.After })
            {
                at.ThrowAway();
            }

            return Task.CompletedTask;
        };

        Assert.Equal(200, (await _admin.PostAsync("/key/generate")).Status);
        await Assert.ThrowsAsync<HttpRequestException>(() => _admin.PostAsync("/key/generate"));
        await Assert.ThrowsAsync<HttpRequestException>(() => _admin.PostAsync("/key/generate"));
        Assert.Equal(2, _server.Keys.Count);
    }

    [Fact]
    public async Task Down_RefusesConnectionsAndComesBackWithItsState()
    {
        var address = _server.Address;
        _server.AddKey(fields: new JsonObject { ["key_alias"] = "kept" });

        await _server.StopListeningAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => _admin.GetAsync("/health/readiness"));
        await _server.ListenAgainAsync();

        Assert.Equal(200, (await _admin.GetAsync("/health/readiness")).Status);
        Assert.Equal((address, "kept"), (_server.Address, Assert.Single(_server.Keys).Alias));
    }
}
