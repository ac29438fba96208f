using System.Net;
using System.Text.Json;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway.Hostile;

/// <summary>Whatever a server writes, the caller gets the body as it is or an honest error: never a fault of ours, and never a wait.</summary>
public sealed class HostileAnswerTests(SharedFleet shared) : IClassFixture<SharedFleet>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly (string Route, string Request, string Type, string Body)[] Calls =
    [
        ("chat/completions", """{"model":"scripted","messages":[]}""", "application/json", """{"object":"chat.completion","choices":[]}"""),
        ("chat/completions", """{"model":"scripted","messages":[],"stream":true}""", "text/event-stream", "data: {\"choices\":[]}\n\ndata: [DONE]\n\n"),
        ("audio/speech", """{"model":"scripted","input":"Hi"}""", "audio/mpeg", "ID3 and so on: sound has no end of its own"),
    ];

    public static TheoryData<string, bool> Answers()
    {
        var answers = new TheoryData<string, bool>();
        foreach (var name in HostileAnswers.All.Keys)
        {
            answers.Add(name, false);
            answers.Add(name, true);
        }

        return answers;
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task HostileAnswer_PassesAsItIsOrIsAnHonestError(string name, bool generalClient)
    {
        var (sense, write) = HostileAnswers.All[name];
        foreach (var (route, request, type, body) in Calls)
        {
            await using var server = new RawServer(async peer =>
            {
                await peer.ReadRequestAsync();
                await peer.SendAsync(write(type, body));
            });
            shared.Use(server.Address, generalClient);

            var isWhole = await AskAsync(route, request, body).WaitAsync(Patience);

            if (!generalClient && sense != HostileAnswers.Sense.Some)
            {
                Assert.True(isWhole == (sense == HostileAnswers.Sense.Clear), $"{type}: {(isWhole ? "passed" : "refused")}");
            }
        }

        using var models = await shared.Client.GetPathAsync("v1/models");
        Assert.Equal(HttpStatusCode.OK, models.StatusCode);
        Assert.DoesNotContain(shared.Fleet.Host.Log.Lines, line => line.StartsWith("Error ", StringComparison.Ordinal) || line.StartsWith("Critical ", StringComparison.Ordinal));
    }

    /// <summary>Asks, and checks that what comes is one of the two.</summary>
    /// <returns>Whether the body came as it is.</returns>
    private async Task<bool> AskAsync(string route, string request, string body)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, $"v1/{route}") { Content = Json.Body(request) };
        using var response = await shared.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        Assert.False(response.Headers.Contains("Set-Cookie") || response.Headers.Contains("X-Server") || response.Headers.Location is not null || response.Headers.Via.Count > 0);
        string received;
        try
        {
            received = await response.Content.ReadAsStringAsync();
        }
        catch (HttpRequestException)
        {
            // Sound that breaks off has no other way to say so.
            Assert.Equal((HttpStatusCode.OK, "audio/speech"), (response.StatusCode, route));
            return false;
        }

        if (response.StatusCode == HttpStatusCode.NoContent || (response.IsSuccessStatusCode && received == body))
        {
            return received == body;
        }

        var error = response.IsSuccessStatusCode ? received[(received.LastIndexOf("data: ", StringComparison.Ordinal) + 6)..] : received;
        Assert.True(response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.BadGateway, $"{(int)response.StatusCode}: {received}");
        Assert.StartsWith("gateway.upstream_", JsonDocument.Parse(error).RootElement.GetProperty("error").GetProperty("code").GetString(), StringComparison.Ordinal);
        return false;
    }
}
