using System.Net;
using System.Net.Http.Headers;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Hosting;

namespace AkashChat.Api.Tests.Keys;

public sealed class WaitingTicketTests
{
    [Fact]
    public async Task TicketBeforeItsTime_IsForbiddenAndSaysHowLongToWait()
    {
        await using var host = await TestHost.StartAsync();
        var ticket = await TakeTicketAsync(host);
        host.Clock.Advance(TimeSpan.FromSeconds(5));

        using var response = await ClaimAsync(host, ticket);

        await response.MustBeProblemAsync(403, "keys.ticket_too_early");
        Assert.Equal(TimeSpan.FromSeconds(10), response.Headers.RetryAfter!.Delta);
        await ClaimApiKeyTests.MustHaveStoredNothingAsync(host);
    }

    [Fact]
    public async Task TicketAfterItsTime_BuysOneKeyAndNoSecond()
    {
        await using var host = await TestHost.StartAsync();
        var ticket = await TakeTicketAsync(host);
        host.Clock.Advance(TimeSpan.FromSeconds(15));

        using var first = await ClaimAsync(host, ticket);
        using var second = await ClaimAsync(host, ticket);

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        await second.MustBeProblemAsync(409, "keys.challenge_replayed");
    }

    [Fact]
    public async Task MoreTicketsThanANetworkMaySpend_AreRefusedUntilTheNextDay()
    {
        await using var host = await TestHost.StartAsync(options => options.Settings["AKASHCHAT_TICKETS_PER_NETWORK_AND_DAY"] = "2");

        var statuses = new List<HttpStatusCode>();
        for (var number = 0; number < 3; number++)
        {
            statuses.Add(await WaitAndClaimAsync(host));
        }

        host.Clock.Advance(TimeSpan.FromDays(1));
        var nextDay = await WaitAndClaimAsync(host);

        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.TooManyRequests], statuses);
        Assert.Equal(HttpStatusCode.Created, nextDay);
    }

    [Fact]
    public async Task TicketsSpentAllAtOnce_DoNotPassTheLimit()
    {
        await using var host = await TestHost.StartAsync(options => options.Settings["AKASHCHAT_TICKETS_PER_NETWORK_AND_DAY"] = "5");
        var tickets = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => TakeTicketAsync(host)));
        host.Clock.Advance(TimeSpan.FromSeconds(15));

        var responses = await Task.WhenAll(tickets.Select(ticket => ClaimAsync(host, ticket)));

        Assert.Equal(5, responses.Count(response => response.StatusCode == HttpStatusCode.Created));
        Assert.Equal(35, responses.Count(response => response.StatusCode == HttpStatusCode.TooManyRequests));
    }

    private static async Task<HttpStatusCode> WaitAndClaimAsync(TestHost host)
    {
        var ticket = await TakeTicketAsync(host);
        host.Clock.Advance(TimeSpan.FromSeconds(15));
        using var response = await ClaimAsync(host, ticket);
        return response.StatusCode;
    }

    private static async Task<string> TakeTicketAsync(TestHost host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/challenges/waiting-ticket");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/plain"));
        using var response = await host.Client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    private static Task<HttpResponseMessage> ClaimAsync(TestHost host, string ticket) =>
        host.Client.PostJsonAsync("api/keys/claim", $$"""{"keyName":"Waited for","acceptsTerms":true,"challenge":"{{ticket}}"}""");
}
