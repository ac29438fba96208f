using System.Globalization;
using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Catalog;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>When the only deployment fails: the documented error first, and a fast refusal once it is left alone.</summary>
public sealed class NobodyHealthyTests(NobodyHealthyTests.Servers servers) : IClassFixture<NobodyHealthyTests.Servers>
{
    private static readonly Outcome Busy = new(429, "gateway.upstream_rate_limited", 1);
    private static readonly Outcome Timeout = new(504, "gateway.upstream_timeout");
    private static readonly Outcome Failed = new(502, "gateway.upstream_failed");
    private static readonly Outcome Refused = new(502, "gateway.upstream_refused");
    private static readonly Outcome Incomplete = new(502, "gateway.upstream_incomplete");
    private static readonly Outcome LeftAlone = new(503, "gateway.no_healthy_deployment", 5);

    private static readonly Dictionary<string, (Outcome First, Outcome Then)> Outcomes = new(StringComparer.Ordinal)
    {
        ["slow"] = (Timeout, LeftAlone),
        ["hang before the first byte"] = (Timeout, LeftAlone),
        ["429"] = (Busy, Busy),
        ["429 with Retry-After"] = (Busy with { RetryAfter = UpstreamFaults.RetryAfter }, Busy with { RetryAfter = UpstreamFaults.RetryAfter }),
        ["500"] = (Failed, LeftAlone),
        ["503 with Retry-After"] = (Failed with { RetryAfter = UpstreamFaults.RetryAfter }, LeftAlone with { RetryAfter = UpstreamFaults.RetryAfter }),
        ["401"] = (Refused, LeftAlone),
        ["404"] = (Refused, Refused),
        ["cut before the head"] = (Incomplete, LeftAlone),
        ["cut within the first part"] = (Incomplete, LeftAlone),
        ["half JSON"] = (Incomplete, LeftAlone),
        ["error inside 200"] = (Failed, LeftAlone),
        ["429 inside 200"] = (Busy, Busy),
        ["empty stream"] = (Incomplete, LeftAlone),
        ["error as the first event"] = (Failed, LeftAlone),
        ["silence after the head"] = (Timeout, LeftAlone),
        [UpstreamFaults.Refused] = (new Outcome(502, "gateway.upstream_unreachable"), LeftAlone with { RetryAfter = 1 }),
    };

    public static TheoryData<string, bool> Cases()
    {
        var cases = new TheoryData<string, bool>();
        foreach (var (fault, streamed) in AllCases)
        {
            cases.Add(fault, streamed);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task OnlyDeployment_FailsAsDocumentedAndIsThenLeftAlone(string fault, bool streamed)
    {
        var (first, then) = Outcomes[fault];
        using (var response = await servers.SendAsync(fault, streamed))
        {
            await first.CheckAsync(response);
            Assert.Equal("1", response.Header("x-akashchat-attempts"));
        }

        // Four more, so that the kinds that are judged by their share are judged.
        for (var more = 0; more < 4; more++)
        {
            using var response = await servers.SendAsync(fault, streamed, isAsked: UpstreamFaults.TakesTime(fault));
        }

        var asked = servers.Asked;
        using var last = await servers.SendAsync(fault, streamed, isAsked: false);
        await then.CheckAsync(last);
        var isLeftAlone = then != Refused;
        Assert.Equal((isLeftAlone ? "0" : "1", isLeftAlone ? 0 : 1), (last.Header("x-akashchat-attempts"), servers.Asked - asked));
    }

    [Fact]
    public async Task ServerThatRecovers_IsFoundOutByOneTrial()
    {
        const string model = "recovering";
        servers.Script(model, Scripts.ServerError());
        for (var number = 0; number < 5; number++)
        {
            using var failed = await servers.SendAsync(model);
            Assert.Equal(HttpStatusCode.BadGateway, failed.StatusCode);
        }

        var gate = new Gate();
        servers.Script(model, Scripts.Slow(gate));
        servers.Advance(TimeSpan.FromSeconds(5));
        var trial = servers.SendAsync(model);
        await gate.WaitForArrivalsAsync(1);
        using (var meanwhile = await servers.SendAsync(model))
        {
            await meanwhile.MustBeOpenAiErrorAsync(503, "gateway.no_healthy_deployment");
        }

        gate.Open();
        using var good = await trial;
        using var next = await servers.SendAsync(model);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (good.StatusCode, next.StatusCode));
    }

    private static IEnumerable<(string Fault, bool Streamed)> AllCases =>
        from streamed in new[] { false, true }
        from fault in UpstreamFaults.Of(streamed)
        select (fault, streamed);

    private sealed record Outcome(int Status, string Code, int? RetryAfter = null)
    {
        public async Task CheckAsync(HttpResponseMessage response)
        {
            await response.MustBeOpenAiErrorAsync(Status, Code);
            Assert.Equal(RetryAfter?.ToString(CultureInfo.InvariantCulture), response.Header("Retry-After"));
        }
    }

    /// <summary>A server with every fault, each alone in its group; time stands still.</summary>
    public sealed class Servers : IAsyncLifetime
    {
        private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(100);

        private ScriptedUpstream _bad = null!;
        private Fleet _fleet = null!;

        /// <summary>How many requests reached the server.</summary>
        public int Asked => _bad.Requests.Count;

        public async Task InitializeAsync()
        {
            _bad = await ScriptedUpstream.StartAsync();
            UpstreamFaults.Teach(_bad);

            // A probe would begin to leave a server alone that the next test has just found out.
            _fleet = await Fleet.StartAsync(choose: options => options.Probes = false);
            _fleet.Client.WithoutRetries();
            _fleet.Set(
                RoutingRules.Default,
                [.. AllCases.Select(one => Deployment(Group(one.Fault, one.Streamed), one.Fault)), Deployment(Group("recovering", false), "recovering")]);
        }

        public async Task DisposeAsync()
        {
            await _fleet.DisposeAsync();
            await _bad.DisposeAsync();
        }

        public void Script(string model, Script script) => _bad.ForModel(model, script);

        public void Advance(TimeSpan time) => _fleet.Host.Clock.Advance(time);

        /// <summary>Sends a call; if only a deadline ends it, lets that pass once the server has the call.</summary>
        public async Task<HttpResponseMessage> SendAsync(string fault, bool streamed = false, bool isAsked = true)
        {
            var asked = Asked;
            var call = _fleet.Client.ChatAsync($$"""{"model":"{{Group(fault, streamed)}}","stream":{{(streamed ? "true" : "false")}},"messages":[]}""");
            if (isAsked && UpstreamFaults.TakesTime(fault))
            {
                await _bad.WaitForRequestsAsync(asked + 1);
                Advance(Deadline);
            }

            return await call;
        }

        private static string Group(string fault, bool streamed) => $"{fault}/{(streamed ? "streamed" : "plain")}";

        private Deployment Deployment(string group, string fault) =>
            ADeployment.Of(group, UpstreamFaults.AddressOf(_bad, fault, group), fault) with { Timeout = Deadline, StreamTimeout = Deadline };
    }
}
