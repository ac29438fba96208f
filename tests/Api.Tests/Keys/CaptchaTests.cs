using System.Net;
using System.Text.Json;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Servers;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Api.Tests.Keys;

public sealed class CaptchaTests
{
    private const string V2 = "recaptcha-v2";
    private const string V3 = "recaptcha-v3";
    private const string Turnstile = "turnstile";
    private const string HCaptcha = "hcaptcha";
    private const string Token = "captcha-token-planted-6173";

    public static TheoryData<string, string> Providers => new()
    {
        { V2, "/recaptcha/api/siteverify" },
        { V3, "/recaptcha/api/siteverify" },
        { Turnstile, "/turnstile/v0/siteverify" },
        { HCaptcha, "/siteverify" },
    };

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task ClearYes_GivesAKeyAndTheProviderLearnsNoAddress(string challenge, string path)
    {
        await using var server = await CaptchaServer.StartAsync();
        await using var host = await StartAsync(challenge, server);
        server.Script = CaptchaScripts.Yes(host.Clock.GetUtcNow());

        using var response = await ClaimAsync(host);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var question = Assert.Single(server.Questions);
        Assert.Equal(path, question.Path);
        Assert.Equal([new("secret", CaptchaServer.Secret), new("response", Token)], question.Form.OrderByDescending(field => field.Key));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task YesThatIsNotClear_IsRejected(string challenge, string path)
    {
        Assert.NotEmpty(path);
        await using var server = await CaptchaServer.StartAsync();
        await using var host = await StartAsync(challenge, server);
        var now = host.Clock.GetUtcNow();
        var scores = challenge == V3;
        var acts = challenge is V3 or Turnstile;
        var cases = new List<(string Name, Func<HttpContext, Task> Script, bool Good)>
        {
            ("no", CaptchaScripts.Yes(now, success: "false"), false),
            ("used before", CaptchaScripts.No("timeout-or-duplicate"), false),
            ("another site", CaptchaScripts.Yes(now, host: "evil.example"), false),
            ("the name within another", CaptchaScripts.Yes(now, host: "portal.example.evil.example"), false),
            ("no host", CaptchaScripts.Json("""{"success":true}"""), false),
            ("host in capitals", CaptchaScripts.Yes(now, host: "PORTAL.example"), true),
            ("six minutes old", CaptchaScripts.Yes(now.AddMinutes(-6)), false),
            ("four minutes old", CaptchaScripts.Yes(now.AddMinutes(-4)), true),
            ("of tomorrow", CaptchaScripts.Yes(now.AddDays(1)), false),
            ("a clock half a minute ahead", CaptchaScripts.Yes(now.AddSeconds(30)), true),
            ("another action", CaptchaScripts.Yes(now, action: "sign_in"), !acts),
            ("a robot's score", CaptchaScripts.Yes(now, score: "0.4"), !scores),
            ("no score", CaptchaScripts.Yes(now, score: "null"), !scores),
            ("just enough", CaptchaScripts.Yes(now, score: "0.5"), true),
        };

        foreach (var (name, script, good) in cases)
        {
            server.Script = script;
            using var response = await ClaimAsync(host, $"{Token}-{name}");
            if (good)
            {
                Assert.True(response.StatusCode == HttpStatusCode.Created, $"{name}: {await response.Content.ReadAsStringAsync()}");
            }
            else
            {
                Assert.True(response.StatusCode == HttpStatusCode.Forbidden, $"{name}: {response.StatusCode}");
                await response.MustBeProblemAsync(403, "keys.captcha_rejected");
            }
        }

        Assert.Equal(cases.Count, server.Questions.Count);
        Assert.Equal(cases.Count(each => each.Good), await host.QueryAsync(database => database.Set<ApiKey>().CountAsync()));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task ProviderThatFails_GivesNoKeyAndIsAskedOnce(string challenge, string path)
    {
        Assert.NotEmpty(path);
        await using var server = await CaptchaServer.StartAsync();
        await using var host = await StartAsync(challenge, server);
        Func<HttpContext, Task>[] failures =
        [
            CaptchaScripts.Json("""{"success":true}""", 500),
            CaptchaScripts.Json("""{"success":true}""", 429),
            CaptchaScripts.Json("<html>"),
            CaptchaScripts.Json("null"),
            CaptchaScripts.Json("[]"),
            CaptchaScripts.Json(""),
            CaptchaScripts.Json($$"""{"success":true,"padding":"{{new string('x', 100_000)}}"}"""),
            CaptchaScripts.Json("""{"success":"true"}"""),
            CaptchaScripts.Json("""{"success":true,"hostname":"portal.example","challenge_ts":"yesterday"}"""),
            CaptchaScripts.Cut(),
            CaptchaScripts.Redirect(),
            CaptchaScripts.No("internal-error"),
            CaptchaScripts.No("invalid-input-secret"),
        ];

        foreach (var script in failures)
        {
            server.Script = script;
            using var response = await ClaimAsync(host);
            await response.MustBeProblemAsync(503, "keys.captcha_unavailable");
            Assert.NotNull(response.Headers.RetryAfter);
        }

        Assert.Equal(failures.Length, server.Questions.Count);
        await ClaimApiKeyTests.MustHaveStoredNothingAsync(host);
        Assert.Single(host.Log.Lines, line => line.Contains("does not accept our secret", StringComparison.Ordinal));
        Assert.DoesNotContain(CaptchaServer.Secret, host.Log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Token, host.Log.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task ProviderThatHangs_IsLeftAfterFiveSeconds(string challenge, string path)
    {
        Assert.NotEmpty(path);
        await using var server = await CaptchaServer.StartAsync();
        await using var host = await StartAsync(challenge, server);
        server.Script = CaptchaScripts.Hang();

        var claim = ClaimAsync(host);
        await server.WaitForQuestionAsync();
        host.Clock.Advance(TimeSpan.FromSeconds(6));

        using var response = await claim.WaitAsync(TimeSpan.FromSeconds(60));
        await response.MustBeProblemAsync(503, "keys.captcha_unavailable");
        Assert.Single(server.Questions);
    }

    [Fact]
    public async Task ProviderThatIsAway_IsAnOutage()
    {
        var server = await CaptchaServer.StartAsync();
        await using var host = await StartAsync(Turnstile, server);
        await server.DisposeAsync();

        using var response = await ClaimAsync(host);

        await response.MustBeProblemAsync(503, "keys.captcha_unavailable");
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task OneTokenClaimed50TimesAtOnce_GivesOneKeyEvenIfTheProviderAlwaysSaysYes(TestDatabase database)
    {
        await using var server = await CaptchaServer.StartAsync();
        await using var host = await StartAsync(HCaptcha, server, options => options.Database = database);
        server.Script = CaptchaScripts.Yes(host.Clock.GetUtcNow());

        var responses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ClaimAsync(host)));

        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.Created);
        foreach (var refused in responses.Where(response => response.StatusCode != HttpStatusCode.Created))
        {
            await refused.MustBeProblemAsync(409, "keys.challenge_replayed");
        }

        Assert.Equal(ChallengeKind.Captcha, (await host.QueryAsync(db => db.Set<SpentChallenge>().SingleAsync())).Kind);
    }

    [Fact]
    public async Task OtherKindsOfPayment_AreNotTakenBesideACaptcha()
    {
        await using var server = await CaptchaServer.StartAsync();
        await using var host = await StartAsync(V2, server);
        await using var plain = await TestHost.StartAsync();

        using var puzzle = await host.Client.PostJsonAsync("api/challenges/proof-of-work", "");
        using var ticket = await host.Client.PostJsonAsync("api/challenges/waiting-ticket", "");
        using var offer = await host.Client.GetPathAsync("api/challenges");
        using var token = await ClaimAsync(plain);

        await puzzle.MustBeProblemAsync(404, "keys.challenge_not_offered");
        await ticket.MustBeProblemAsync(404, "keys.challenge_not_offered");
        await token.MustBeProblemAsync(404, "keys.challenge_not_offered");
        Assert.Equal(
            $$"""{"kind":"recaptcha-v2","siteKey":"{{CaptchaServer.SiteKey}}","action":null,"ticketsOffered":false}""",
            await offer.Content.ReadAsStringAsync());
        Assert.Empty(server.Questions);
    }

    [Fact]
    public async Task Tickets_AreTakenBesideACaptchaIfTheOperatorSaysSo()
    {
        await using var server = await CaptchaServer.StartAsync();
        await using var host = await StartAsync(V3, server, options => options.Settings["AKASHCHAT_TICKETS_PER_NETWORK_AND_DAY"] = "1");
        using var issued = await host.Client.PostJsonAsync("api/challenges/waiting-ticket", "");
        var ticket = (await issued.ReadJsonAsync()).GetProperty("challenge").GetString();
        host.Clock.Advance(TimeSpan.FromSeconds(15));

        using var response = await host.Client.PostJsonAsync(
            "api/keys/claim", $$"""{"keyName":"Waited for","acceptsTerms":true,"challenge":"{{ticket}}"}""");
        using var offer = await host.Client.GetPathAsync("api/challenges");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var offered = await offer.ReadJsonAsync();
        Assert.Equal(("get_key", true), (offered.GetProperty("action").GetString(), offered.GetProperty("ticketsOffered").GetBoolean()));
    }

    [Fact]
    public async Task NothingConfigured_OffersTheProofOfWorkAndTickets()
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.Client.GetPathAsync("api/challenges");

        var offer = await response.ReadJsonAsync();
        Assert.Equal("proof-of-work", offer.GetProperty("kind").GetString());
        Assert.True(offer.GetProperty("ticketsOffered").GetBoolean());
        Assert.Equal(JsonValueKind.Null, offer.GetProperty("siteKey").ValueKind);
    }

    private static Task<TestHost> StartAsync(string challenge, CaptchaServer server, Action<TestHostOptions>? choose = null) => TestHost.StartAsync(options =>
    {
        options.WithCaptcha(challenge, server.Address);
        options.Settings["LOG_LEVEL"] = "trace";
        choose?.Invoke(options);
    });

    private static Task<HttpResponseMessage> ClaimAsync(TestHost host, string token = Token) => host.Client.PostJsonAsync(
        "api/keys/claim", $$"""{"keyName":"Human","acceptsTerms":true,"captchaToken":"{{token}}"}""");
}
