using System.Net;
using AkashChat.Api.Tests.Gateway.Proxy;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.LiteLlm;

namespace AkashChat.Api.Tests.Keys.Backend;

/// <summary>Visitors who want something of their keys while the proxy is away or answers nonsense.</summary>
public sealed class KeyOutageTests
{
    // Longer than the adapter waits for one answer, and by far not as long as it may take in all.
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(40);

    private static readonly string[] NothingChanged = ["keys.backend_unavailable", "keys.backend_refused"];
    private static readonly string[] ChangedHere = ["keys.backend_pending"];

    /// <summary>Who acts and how; and what they hear if it could not be carried.</summary>
    private static readonly Dictionary<string, (Func<Visit, Task<HttpResponseMessage>> Act, string[] Codes)> Acts = new(StringComparer.Ordinal)
    {
        ["claim"] = (visit => ClaimApiKeyTests.ClaimAsync(visit.Host, visit.Solved), NothingChanged),
        ["create"] = (visit => visit.Client.PostJsonAsync("api/keys", """{"keyName":"Second"}"""), NothingChanged),
        ["rotate"] = (visit => visit.Client.PostJsonAsync($"api/keys/{visit.KeyId}/rotate", """{"overlapSeconds":0}"""), NothingChanged),
        ["rename"] = (visit => visit.Client.PatchAsync(new Uri($"api/keys/{visit.KeyId}", UriKind.Relative), Json.Body("""{"keyName":"Other"}""")), ChangedHere),
        ["revoke"] = (visit => visit.Client.DeleteAsync(new Uri($"api/keys/{visit.KeyId}", UriKind.Relative)), ChangedHere),
    };

    /// <summary>Every fault that lasts; null: the proxy is down.</summary>
    public static TheoryData<FaultKind?> LastingFaults() =>
    [
        null, FaultKind.Hang, FaultKind.Unauthorized, FaultKind.NoDatabase, FaultKind.ServerError, FaultKind.PlainServerError,
        FaultKind.HalfAnswer, FaultKind.NotJson, FaultKind.UnknownFields, FaultKind.MissingFields,
    ];

    /// <summary>Every fault that strikes one request only, before it is done and after.</summary>
    public static TheoryData<FaultKind, string, Moment> SingleFaults()
    {
        var data = new TheoryData<FaultKind, string, Moment>();
        foreach (var kind in Enum.GetValues<FaultKind>().Where(kind => kind is not (FaultKind.Slow or FaultKind.UnknownFields)))
        {
            foreach (var path in new[] { "/user/new", "/key/generate" })
            {
                data.Add(kind, path, Moment.Before);
                data.Add(kind, path, Moment.After);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(LastingFaults))]
    public async Task LastingFault_IsSaidInTimeAndLeavesNothingHalfMade(FaultKind? kind)
    {
        await using var rig = await ProxyRig.StartAsync();
        foreach (var (name, (act, codes)) in Acts)
        {
            using var visit = await Visit.StartAsync(rig.Host);
            rig.Host.Clock.Advance(TimeSpan.FromSeconds(3));
            var fault = kind is { } known
                ? rig.Proxy.Faults.Add(known, request => request.Kind is RouteKind.Management or RouteKind.Health)
                : null;
            await (kind is null ? rig.Proxy.StopListeningAsync() : Task.CompletedTask);

            using var response = await InTimeAsync(rig, act(visit), fault);

            if (kind == FaultKind.UnknownFields)
            {
                Assert.True(response.IsSuccessStatusCode, $"{name}: {response.StatusCode}");
            }
            else
            {
                await MustBeOutageAsync(name, response, codes);
            }

            fault?.Dispose();
            await rig.Proxy.ListenAgainAsync();
            rig.Host.Clock.Advance(BackendAgreement.Later);
            await BackendAgreement.AfterOnePassAsync(rig.Host, rig.Proxy);
            if (name == "claim" && kind != FaultKind.UnknownFields)
            {
                // The work of solving it was not in vain.
                using var again = await act(visit);
                Assert.Equal(HttpStatusCode.Created, again.StatusCode);
            }
        }

        Assert.Equal(0, rig.Proxy.ModelHealthCalls);
    }

    [Theory]
    [MemberData(nameof(SingleFaults))]
    public async Task SingleFault_IsSaidOrMendedAndLeavesNothingHalfMade(FaultKind kind, string path, Moment moment)
    {
        await using var rig = await ProxyRig.StartAsync();
        foreach (var name in new[] { "claim", "create", "rotate" })
        {
            using var visit = await Visit.StartAsync(rig.Host);
            using var fault = rig.Proxy.Faults.Once(kind, On.Path(path), moment);

            using var response = await InTimeAsync(rig, Acts[name].Act(visit), fault);

            if (!response.IsSuccessStatusCode)
            {
                await MustBeOutageAsync(name, response, NothingChanged);
            }

            rig.Proxy.Faults.Clear();
            rig.Host.Clock.Advance(BackendAgreement.Later);
            await BackendAgreement.AfterOnePassAsync(rig.Host, rig.Proxy);
        }
    }

    private static async Task MustBeOutageAsync(string act, HttpResponseMessage response, string[] codes)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.ServiceUnavailable, $"{act}: {(int)response.StatusCode} {text}");
        Assert.Contains((await response.ReadJsonAsync()).GetProperty("code").GetString(), codes);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    // Whenever one more request hangs, time goes on until the adapter gives it up.
    private static async Task<HttpResponseMessage> InTimeAsync(ProxyRig rig, Task<HttpResponseMessage> act, ActiveFault? fault)
    {
        var waited = TimeSpan.Zero;
        for (var hits = 1; fault is { Kind: FaultKind.Hang }; hits++)
        {
            var hit = fault.WaitForHitsAsync(hits);
            if (await Task.WhenAny(act, hit) == act)
            {
                break;
            }

            await hit;
            rig.Host.Clock.Advance(Step);
            waited += Step;
        }

        var response = await act;
        Assert.True(waited <= Longest, $"It took {waited}.");
        return response;
    }

    /// <summary>Somebody of the extended tier with a key, and a challenge solved before the outage.</summary>
    private sealed record Visit(TestHost Host, HttpClient Client, string KeyId, TestHost.SolvedChallenge Solved) : IDisposable
    {
        public static async Task<Visit> StartAsync(TestHost host)
        {
            var client = await host.SignInAsync((await host.AddExtendedUserAsync()).UserId);
            using var created = await client.PostJsonAsync("api/keys", """{"keyName":"First"}""");
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);
            var id = (await created.ReadJsonAsync()).GetProperty("key").GetProperty("id").GetString()!;
            return new Visit(host, client, id, await host.SolveChallengeAsync());
        }

        public void Dispose() => Client.Dispose();
    }
}
