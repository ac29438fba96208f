using System.Net;
using System.Net.Http.Json;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Application.Keys.ClaimApiKey;
using AkashChat.Application.Keys.CreateApiKey;
using AkashChat.Application.Keys.IssueChallenge;
using AkashChat.Application.Keys.ListApiKeys;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.LiteLlm;
using AkashChat.TestKit.Upstream;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Application.Tests.Keys.Backend;

/// <summary>Who enforces keys.</summary>
public enum BackendKind
{
    /// <summary>Our own gateway.</summary>
    Native,

    /// <summary>A LiteLLM proxy of an older version.</summary>
    OldLiteLlm,

    /// <summary>A LiteLLM proxy of a newer version.</summary>
    NewLiteLlm,
}

/// <summary>A host with a backend of one kind, both by the same clock, and what a test does with either.</summary>
internal sealed class BackendUnderTest : IAsyncDisposable
{
    /// <summary>A model on offer.</summary>
    internal const string Model = "gpt-4o";

    /// <summary>Another one.</summary>
    internal const string OtherModel = "llama-3";

    private readonly ScriptedUpstream? _upstream;

    private BackendUnderTest(TestHost host, ScriptedUpstream? upstream, LiteLlmServer? proxy)
    {
        Host = host;
        _upstream = upstream;
        Proxy = proxy;
    }

    internal TestHost Host { get; }

    internal LiteLlmServer? Proxy { get; }

    internal static async Task<BackendUnderTest> StartAsync(BackendKind kind, Action<TestHostOptions>? choose = null)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var upstream = kind == BackendKind.Native ? await ScriptedUpstream.StartAsync() : null;
        var proxy = kind == BackendKind.Native
            ? null
            : await LiteLlmServer.StartAsync(kind == BackendKind.OldLiteLlm ? Dialect.Old : Dialect.New, clock);
        var host = await TestHost.StartAsync(options =>
        {
            options.Clock = clock;
            options.Settings["AKASHCHAT_LIMIT_ISSUING"] = "1000/1000/1000";
            options.Settings["AKASHCHAT_LIMIT_ROTATION"] = "1000/1000/1000";
            _ = upstream is null
                ? options.WithLiteLlm(proxy!)
                : options.WithModel(Model, upstream, price: "0.000002").WithModel(OtherModel, upstream, price: "0.000002");
            choose?.Invoke(options);
        });
        return new BackendUnderTest(host, upstream, proxy);
    }

    /// <summary>Calls a model with a key.</summary>
    internal async Task<HttpStatusCode> CallAsync(KeySecret secret, string model = Model)
    {
        using var client = Host.ClientWithKey(secret.Reveal());
        using var response = await client.PostAsJsonAsync(
            new Uri("v1/chat/completions", UriKind.Relative), new { model, messages = new[] { new { role = "user", content = "Hello" } } });
        return response.StatusCode;
    }

    /// <summary>Whether a key works.</summary>
    internal async Task<bool> WorksAsync(KeySecret secret) => await CallAsync(secret) == HttpStatusCode.OK;

    /// <summary>The models that a key sees.</summary>
    internal async Task<IReadOnlyList<string>> ModelsAsync(KeySecret secret)
    {
        using var client = Host.ClientWithKey(secret.Reveal());
        var list = await client.GetFromJsonAsync<ModelList>(new Uri("v1/models", UriKind.Relative));
        return [.. list!.Data.Select(model => model.Id).Order(StringComparer.Ordinal)];
    }

    /// <summary>Solves a challenge.</summary>
    internal async Task<ChallengeAnswer> PayAsync()
    {
        var issued = (await Host.SendAsync(new IssueChallengeCommand(ChallengeKind.ProofOfWork, TestPeople.Loopback))).Value;
        return new ChallengeAnswer(issued.Text, ProofOfWork.Solve(issued.Text, issued.Difficulty, CancellationToken.None));
    }

    /// <summary>Claims a key without an account.</summary>
    internal async Task<Result<ClaimedApiKey>> ClaimAsync(string name = "Mine") =>
        await Host.SendAsync(new ClaimApiKeyCommand(name, null, AcceptsTerms: true, AcceptsMessages: false, await PayAsync(), TestPeople.Loopback));

    /// <summary>Makes a key for a signed-in person of the extended tier.</summary>
    internal Task<Result<CreatedApiKey>> CreateAsync(Visitor visitor, string name = "Mine") =>
        Host.SendAsync(new CreateApiKeyCommand(visitor, name, AcceptsTerms: false, Answer: null));

    /// <summary>The only key of somebody.</summary>
    internal async Task<Application.Keys.KeyView> OnlyKeyAsync(UserId userId) =>
        Assert.Single((await Host.SendAsync(new ListApiKeysQuery(userId))).Value);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        if (_upstream is not null)
        {
            await _upstream.DisposeAsync();
        }

        if (Proxy is not null)
        {
            await Proxy.DisposeAsync();
        }
    }

    private sealed record ModelList(IReadOnlyList<ModelEntry> Data);

    private sealed record ModelEntry(string Id);
}
