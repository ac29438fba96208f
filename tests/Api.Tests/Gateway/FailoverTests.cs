using System.Collections.Frozen;
using System.Net;
using AkashChat.Domain.Catalog;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>While one healthy deployment is left no request is lost: each fault of the other, with each strategy, plain and streamed.</summary>
public sealed class FailoverTests(FailoverTests.Servers servers) : IClassFixture<FailoverTests.Servers>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(200);
    private static readonly TokenPrice Cheap = new(1, 1);
    private static readonly TokenPrice Dear = new(2, 2);

    public static TheoryData<string, RoutingStrategy, bool> Cases()
    {
        var cases = new TheoryData<string, RoutingStrategy, bool>();
        foreach (var (fault, strategy, streamed) in AllCases)
        {
            cases.Add(fault, strategy, streamed);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task OneHealthyDeployment_AnswersEveryRequest(string fault, RoutingStrategy strategy, bool streamed)
    {
        var answers = new List<HttpResponseMessage>();

        // Chance may pass the faulty one over twenty times in a row once in a million; with so many cases that is too often.
        for (var wave = 0; wave < 2 || (wave < 5 && !answers.Any(WentOn)); wave++)
        {
            answers.AddRange(await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => servers.SendAsync(fault, strategy, streamed))));
        }

        foreach (var answer in answers)
        {
            using (answer)
            {
                var text = await answer.Content.ReadAsStringAsync();
                Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
                Assert.DoesNotContain("error", text, StringComparison.Ordinal);
                Assert.EndsWith(streamed ? "data: [DONE]\n\n" : "}", text, StringComparison.Ordinal);
                Assert.Equal(Servers.GoodId(fault, strategy, streamed), answer.Header("x-akashchat-deployment-id"));
            }
        }

        // The faulty one was asked, else this would prove nothing.
        Assert.Contains(answers, WentOn);
        Assert.All(answers, answer => Assert.Contains(answer.Header("x-akashchat-attempts"), new[] { "1", "2" }));

        static bool WentOn(HttpResponseMessage answer) => answer.Header("x-akashchat-attempts") == "2";
    }

    private static IEnumerable<(string Fault, RoutingStrategy Strategy, bool Streamed)> AllCases =>
        from streamed in new[] { false, true }
        from fault in UpstreamFaults.Of(streamed)
        from strategy in Enum.GetValues<RoutingStrategy>()
        select (fault, strategy, streamed);

    /// <summary>A server with every fault, a healthy one, and a group of the two for every case.</summary>
    public sealed class Servers : IAsyncLifetime
    {
        private ScriptedUpstream _bad = null!;
        private ScriptedUpstream _good = null!;
        private Fleet _fleet = null!;

        public static string GoodId(string fault, RoutingStrategy strategy, bool streamed) => $"{Group(fault, strategy, streamed)}-2";

        public async Task InitializeAsync()
        {
            _bad = await ScriptedUpstream.StartAsync();
            _good = await ScriptedUpstream.StartAsync();
            UpstreamFaults.Teach(_bad);
            _fleet = await Fleet.StartAsync(realTime: true);
            _fleet.Set(
                new RoutingRules { StrategyOf = AllCases.ToFrozenDictionary(one => Group(one.Fault, one.Strategy, one.Streamed), one => one.Strategy, StringComparer.Ordinal) },
                AllCases.SelectMany(one => Deployments(one.Fault, Group(one.Fault, one.Strategy, one.Streamed))));
        }

        public async Task DisposeAsync()
        {
            await _fleet.DisposeAsync();
            await _bad.DisposeAsync();
            await _good.DisposeAsync();
        }

        public Task<HttpResponseMessage> SendAsync(string fault, RoutingStrategy strategy, bool streamed) =>
            _fleet.Client.ChatAsync($$"""{"model":"{{Group(fault, strategy, streamed)}}","stream":{{(streamed ? "true" : "false")}},"messages":[]}""");

        private static string Group(string fault, RoutingStrategy strategy, bool streamed) => $"{fault}/{strategy}/{(streamed ? "streamed" : "plain")}";

        private Deployment[] Deployments(string fault, string group) =>
        [
            ADeployment.Of(group, UpstreamFaults.AddressOf(_bad, fault, group), fault, number: 1) with { Timeout = Deadline, StreamTimeout = Deadline, Price = Cheap },
            ADeployment.Of(group, _good.ApiBase, "scripted", number: 2) with { Price = Dear },
        ];
    }
}
