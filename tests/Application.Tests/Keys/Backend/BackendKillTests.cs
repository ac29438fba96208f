using System.Net;
using System.Net.Http.Json;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.LiteLlm;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Application.Tests.Keys.Backend;

/// <summary>The program is killed (SIGKILL) at every request that an act sends to the proxy, before and after the proxy has done it; started again, records and proxy agree one pass later.</summary>
public sealed class BackendKillTests
{
    private static readonly Dictionary<string, Func<HttpClient, string, Task<HttpResponseMessage>>> Acts = new(StringComparer.Ordinal)
    {
        ["claim"] = (client, _) => ClaimAsync(client),
        ["create"] = async (client, _) =>
        {
            var (challenge, solution) = await SolveAsync(client);
            return await client.PostAsJsonAsync(At("api/keys"), new { keyName = "Second", acceptsTerms = true, challenge, solution });
        },
        ["rotate"] = (client, key) => client.PostAsJsonAsync(At($"api/keys/{key}/rotate"), new { overlapSeconds = 0, acceptsTerms = true }),
        ["revoke"] = (client, key) => client.DeleteAsync(At($"api/keys/{key}")),
    };

    /// <summary>Every act, killed before or after the proxy has done what it was asked.</summary>
    public static TheoryData<string, Moment> ActsAtMoments()
    {
        var data = new TheoryData<string, Moment>();
        foreach (var act in Acts.Keys)
        {
            data.Add(act, Moment.Before);
            data.Add(act, Moment.After);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(ActsAtMoments))]
    public async Task KilledAtEveryStep_AndStartedAgain_RecordsAndProxyAgree(string act, Moment moment)
    {
        var kills = 0;
        var disturbances = 0;
        while (await RunAsync(act, kills + 1, moment) is not Outcome.Over and var outcome)
        {
            kills += outcome == Outcome.Killed ? 1 : 0;
            disturbances += outcome == Outcome.Disturbed ? 1 : 0;
            Assert.True(disturbances < 20, "The program was never left in peace.");
        }

        Assert.True(kills >= 1, "The act asked the proxy for nothing.");
    }

    /// <summary>Kills the program at the act's n-th request, starts it again and looks.</summary>
    private static async Task<Outcome> RunAsync(string act, int number, Moment moment)
    {
        var folder = Directory.CreateTempSubdirectory("akashchat-").FullName;
        await using var proxy = await LiteLlmServer.StartAsync();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LITELLM_API_ENDPOINT"] = proxy.Address.ToString(),
            ["LITELLM_ADMIN_KEY"] = LiteLlmServer.MasterKey,
            ["AKASHCHAT_PERMISSIONLESS_MAX_KEYS"] = "5",
        };
        var outcome = Outcome.Disturbed;
        await using (var program = await AkashChatProcess.StartAsync(folder, settings))
        {
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = program.Address };
            using var claimed = await ClaimAsync(client);
            if (IsDone(claimed))
            {
                var key = (await claimed.Content.ReadFromJsonAsync<ClaimedKey>())!.Key.Id;
                outcome = await KillAsync(program, proxy, () => Acts[act](client, key), number, moment);
            }
        }

        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + BackendAgreement.Later);
        await using (var again = await TestHost.StartAsync(options =>
        {
            options.WithLiteLlm(proxy);
            options.Clock = clock;
            options.Settings["AKASHCHAT_DATA"] = folder;
            options.Settings["AKASHCHAT_PERMISSIONLESS_MAX_KEYS"] = "5";
        }))
        {
            await BackendAgreement.AfterOnePassAsync(again, proxy);
        }

        Directory.Delete(folder, recursive: true);
        return outcome;
    }

    private static async Task<Outcome> KillAsync(
        AkashChatProcess program, LiteLlmServer proxy, Func<Task<HttpResponseMessage>> act, int number, Moment moment)
    {
        var seen = 0;
        var isActing = true;
        var held = proxy.Hold(request => isActing && On.Management(request) && Interlocked.Increment(ref seen) == number, moment);
        var acting = act();
        var wasReached = await Task.WhenAny(held.Reached, acting) != acting;
        isActing = false;
        if (!wasReached)
        {
            using var answer = await acting;
            return IsDone(answer) ? Outcome.Over : Outcome.Disturbed;
        }

        await program.KillAsync();
        held.Drop();
        await held.Finished;
        var failure = await Record.ExceptionAsync(() => acting);
        Assert.True(failure is null or HttpRequestException, $"{failure}");

        // If the act was answered, what was held was none of its requests: the program asks the proxy every few seconds by itself, too.
        return failure is null ? Outcome.Disturbed : Outcome.Killed;
    }

    // On a machine that stalls, the two seconds are over that the program waits for the proxy's word that it is there.
    private static bool IsDone(HttpResponseMessage answer) =>
        answer.StatusCode != HttpStatusCode.ServiceUnavailable && answer.EnsureSuccessStatusCode() is not null;

    private static async Task<HttpResponseMessage> ClaimAsync(HttpClient client)
    {
        var (challenge, solution) = await SolveAsync(client);
        return await client.PostAsJsonAsync(At("api/keys/claim"), new { keyName = "Mine", acceptsTerms = true, challenge, solution });
    }

    private static async Task<(string Challenge, string Solution)> SolveAsync(HttpClient client)
    {
        using var response = await client.PostAsync(At("api/challenges/proof-of-work"), null);
        response.EnsureSuccessStatusCode();
        var issued = (await response.Content.ReadFromJsonAsync<Challenge>())!;
        return (issued.Text, ProofOfWork.Solve(issued.Text, issued.Difficulty, CancellationToken.None));
    }

    private static Uri At(string path) => new(path, UriKind.Relative);

    private enum Outcome
    {
        Killed,
        Over,
        Disturbed,
    }

    private sealed record Challenge([property: System.Text.Json.Serialization.JsonPropertyName("challenge")] string Text, int Difficulty);

    private sealed record ClaimedKey(NamedKey Key);

    private sealed record NamedKey(string Id);
}
