using System.Globalization;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

public sealed class KeyWarningTests
{
    private const string Header = "x-akashchat-key-expires-at";

    [Fact]
    public async Task EndThatIsNear_IsToldOnEveryAnswerAfterTheKeyCheck()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        var end = TextOf(host.Clock.GetUtcNow().AddDays(5));

        host.Clock.Advance(TimeSpan.FromDays(4) - TimeSpan.FromSeconds(1));
        var before = await AnswersAsync(client);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        var after = await AnswersAsync(client);

        Assert.All(before, answer => Assert.Null(answer));
        Assert.All(after, answer => Assert.Equal(end, answer));
    }

    [Fact]
    public async Task SecretThatWasRotatedAway_HearsOfItsEndAndTheNewOneDoesNot()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var visitor = host.NewClient(cookies: true);
        var secret = await host.ClaimKeyAsync(visitor);
        using var rotated = await visitor.PostJsonAsync($"api/keys/{LimitCalls.IdOf(secret)}/rotate", """{"overlapSeconds":3600,"acceptsTerms":true}""");
        using var old = host.ClientWithKey(secret);
        using var fresh = host.ClientWithKey((await rotated.ReadJsonAsync()).GetProperty("apiKey").GetString()!);

        var ofOld = await AnswersAsync(old);
        var ofFresh = await AnswersAsync(fresh);

        Assert.All(ofOld, answer => Assert.Equal(TextOf(host.Clock.GetUtcNow().AddHours(1)), answer));
        Assert.All(ofFresh, answer => Assert.Null(answer));
    }

    [Fact]
    public async Task PagesOfOtherOrigins_MayReadTheHeaders()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        client.DefaultRequestHeaders.Add("Origin", "https://app.example");

        foreach (var path in new[] { "v1/models", "v1/key" })
        {
            using var response = await client.GetPathAsync(path);
            var exposed = response.Header("Access-Control-Expose-Headers");
            Assert.All(
                [Header, "retry-after", "x-ratelimit-limit-requests", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-requests"],
                name => Assert.Contains(name, exposed, StringComparison.Ordinal));
        }
    }

    /// <summary>The warning on a plain answer, a stream, three errors, and the list of models.</summary>
    private static async Task<string?[]> AnswersAsync(HttpClient client)
    {
        using var plain = await client.ChatAsync();
        using var stream = await client.ChatAsync(StreamCalls.Body);
        using var unknownModel = await client.ChatAsync("""{"model":"nothing"}""");
        using var noModel = await client.ChatAsync("{}");
        using var form = await client.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), new FormUrlEncodedContent([]));
        using var models = await client.GetPathAsync("v1/models");
        return [.. new[] { plain, stream, unknownModel, noModel, form, models }.Select(answer => answer.Header(Header))];
    }

    private static string TextOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
