using System.Globalization;
using System.Text.Json;
using AkashChat.Api.Tests.Support;
using AkashChat.Application.Gateway.Routing;
using AkashChat.TestKit.Upstream;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>What <c>explain</c> says of a call, the call that is sent right after it then meets: in random worlds, after random use, with the clock at rest between the two.</summary>
public sealed class ExplainForetellsTests(ITestOutputHelper output)
{
    private const int Rounds = 60;
    private const int CallsOfARound = 6;

    [Fact]
    public async Task Call_MeetsWhatWasForetold()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("AKASHCHAT_TEST_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var fleet = await Fleet.StartAsync(choose: options => options.Settings["AKASHCHAT_LIMIT_ISSUING"] = "100000/100000/100000");
        var outcomes = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var round = 0; round < Rounds; round++)
        {
            var caller = new Caller(fleet, upstream, random, round, outcomes);
            try
            {
                await caller.RunAsync();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}, round {round}: {caller.Last}", exception);
            }
        }

        output.WriteLine(string.Join(", ", outcomes.OrderBy(outcome => outcome.Key, StringComparer.Ordinal).Select(outcome => $"{outcome.Key} {outcome.Value}")));
        Assert.True(outcomes.Count >= 6, $"seed {seed}: only {string.Join(", ", outcomes.Keys)}");
    }

    /// <summary>One round: a world, a new key, and some calls of it.</summary>
    private sealed class Caller(Fleet fleet, ScriptedUpstream upstream, Random random, int round, Dictionary<string, int> outcomes)
    {
        private readonly ExplainedWorld _world = new(random, upstream, round);
        private readonly List<Task> _held = [];

        public string Last { get; private set; } = "nothing was asked";

        public async Task RunAsync()
        {
            var states = fleet.Host.Services.GetRequiredService<DeploymentStates>();
            var deployments = _world.Deployments();
            fleet.Set(_world.Rules(), deployments);
            using var visitor = fleet.Host.NewClient(cookies: true);
            var key = await fleet.Host.ClaimKeyAsync(visitor);
            if (_world.Chance(0.1))
            {
                await fleet.Host.NarrowAsync(visitor, key, $$"""{"models":["{{_world.StandIn}}"]}""");
            }

            using var client = fleet.Host.ClientWithKey(key);
            using var left = new CancellationTokenSource();
            for (var call = 1; call <= CallsOfARound; call++)
            {
                fleet.Host.Clock.Advance(TimeSpan.FromSeconds(random.Next(0, 25)));
                foreach (var deployment in deployments.Where(_ => _world.Chance(0.1)))
                {
                    states.Of(deployment).CoolUntil(states.Now + TimeSpan.FromSeconds(random.Next(1, 40)).Ticks, isRateLimit: _world.Chance(0.5));
                }

                await CallAsync(client, _world.Body(mayBeUnknown: call == CallsOfARound), left);
            }

            var ended = fleet.Ended.Tally.Value + _held.Count;
            await left.CancelAsync();
            await Task.WhenAll(_held);
            await fleet.Ended.Tally.WaitForAtLeastAsync(ended);
        }

        private async Task CallAsync(HttpClient client, string body, CancellationTokenSource left)
        {
            Last = body;
            client.DefaultRequestHeaders.Remove("x-akashchat-lower-max-tokens");
            if (_world.Chance(0.3))
            {
                client.DefaultRequestHeaders.Add("x-akashchat-lower-max-tokens", "true");
            }

            var foretold = await Explained.AskAsync(client, body);
            Last = $"{body}: {foretold.Json.GetRawText()}";
            outcomes[foretold.Code ?? "allowed"] = outcomes.GetValueOrDefault(foretold.Code ?? "allowed") + 1;
            if (foretold.IsAllowed && _world.Chance(0.2))
            {
                await HoldAsync(client, body, left);
                return;
            }

            var before = (Ended: fleet.Ended.Tally.Value, Sent: upstream.Requests.Count);
            using var response = await client.ChatAsync(body);
            var text = await response.Content.ReadAsStringAsync();
            foretold.MustBeMetBy(response, text);
            Assert.Equal(before.Sent + (foretold.IsAllowed ? 1 : 0), upstream.Requests.Count);
            if (foretold.IsAllowed)
            {
                MustHaveBeenSentWithTheForetoldBound(foretold, body);
            }

            if (foretold.Found is not null && !foretold.IsOverALimit)
            {
                // What it used is counted when its record is made, a moment after its answer.
                await fleet.Ended.Tally.WaitForAtLeastAsync(before.Ended + 1);
            }
        }

        /// <summary>Leaves a call open until the round is over.</summary>
        private async Task HoldAsync(HttpClient client, string body, CancellationTokenSource left)
        {
            var sent = upstream.Requests.Count;
            upstream.Enqueue(Scripts.Hang());
            _held.Add(LeaveAsync());
            await upstream.WaitForRequestsAsync(sent + 1);

            async Task LeaveAsync()
            {
                using var content = Json.Body(body);
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), content, left.Token));
            }
        }

        private void MustHaveBeenSentWithTheForetoldBound(Explained foretold, string body)
        {
            var asked = BoundOf(body);
            var sent = BoundOf(upstream.Requests[^1].BodyText);
            Assert.Equal(foretold.LoweredMaxTokens ?? asked, sent);
        }

        private static long? BoundOf(string body) =>
            JsonDocument.Parse(body).RootElement.TryGetProperty("max_tokens", out var bound) ? bound.GetInt64() : null;
    }
}
