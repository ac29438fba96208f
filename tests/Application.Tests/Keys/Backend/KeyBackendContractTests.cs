using System.Net;
using AkashChat.Application.Keys.DisableApiKey;
using AkashChat.Application.Keys.EnableApiKey;
using AkashChat.Application.Keys.NarrowApiKey;
using AkashChat.Application.Keys.RenameApiKey;
using AkashChat.Application.Keys.RenewApiKey;
using AkashChat.Application.Keys.RevokeApiKey;
using AkashChat.Application.Keys.RotateApiKey;
using AkashChat.Application.Usage.GetKeyUsage;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;

namespace AkashChat.Application.Tests.Keys.Backend;

/// <summary>What holds whoever enforces keys: the same tests for our own gateway and for a LiteLLM proxy of either generation.</summary>
public sealed partial class KeyBackendContractTests
{
    // Changes are felt within a second.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    /// <summary>All kinds.</summary>
    public static TheoryData<BackendKind> Kinds => [.. Enum.GetValues<BackendKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ClaimedKey_WorksForFiveDays(BackendKind kind)
    {
        await using var backend = await BackendUnderTest.StartAsync(kind);

        var claimed = (await backend.ClaimAsync()).Value;

        Assert.True(await backend.WorksAsync(claimed.Secret));
        Assert.Equal(KeyState.Active, claimed.Key.State);
        Assert.False(claimed.Key.IsPending);
        backend.Host.Clock.Advance(TimeSpan.FromDays(5) - Moment);
        Assert.True(await backend.WorksAsync(claimed.Secret));
        backend.Host.Clock.Advance(Moment * 2);
        Assert.Equal(HttpStatusCode.Unauthorized, await backend.CallAsync(claimed.Secret));
        Assert.Equal(KeyState.Expired, (await backend.OnlyKeyAsync(claimed.UserId)).State);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ExtendedKeys_HaveNoEnd_AndThereAreFive(BackendKind kind)
    {
        await using var backend = await BackendUnderTest.StartAsync(kind);
        var owner = await backend.Host.AddExtendedUserAsync();

        var created = new List<Application.Keys.CreateApiKey.CreatedApiKey>();
        for (var number = 1; number <= KeyPolicy.Extended.MaxActiveKeys; number++)
        {
            created.Add((await backend.CreateAsync(owner, $"Key {number}")).Value);
        }

        Assert.Equal(KeyErrors.LimitReached, (await backend.CreateAsync(owner)).Error);
        backend.Host.Clock.Advance(TimeSpan.FromDays(400));
        foreach (var key in created)
        {
            Assert.True(await backend.WorksAsync(key.Secret));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task RenamedKey_HasTheNameAndWorks(BackendKind kind)
    {
        await using var backend = await BackendUnderTest.StartAsync(kind);
        var owner = await backend.Host.AddExtendedUserAsync();
        var created = (await backend.CreateAsync(owner)).Value;

        var renamed = await backend.Host.SendAsync(new RenameApiKeyCommand(owner, created.Key.Id, "Ours \"now\" ☂"));

        Assert.Equal("Ours \"now\" ☂", renamed.Value.Name);
        Assert.True(await backend.WorksAsync(created.Secret));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task RotatedKey_WithoutOverlap_WorksByTheNewSecretAlone(BackendKind kind)
    {
        await using var backend = await BackendUnderTest.StartAsync(kind);
        var owner = await backend.Host.AddExtendedUserAsync();
        var created = (await backend.CreateAsync(owner)).Value;

        var rotated = (await backend.Host.SendAsync(new RotateApiKeyCommand(owner, created.Key.Id, TimeSpan.Zero, AcceptsTerms: false))).Value;

        Assert.Equal(created.Key.Id, rotated.Key.Id);
        Assert.True(await backend.WorksAsync(rotated.Secret));
        Assert.Equal(HttpStatusCode.Unauthorized, await backend.CallAsync(created.Secret));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task RotatedKey_WithOverlap_WorksByBothSecretsUntilItIsOver(BackendKind kind)
    {
        await using var backend = await BackendUnderTest.StartAsync(kind);
        var claimed = (await backend.ClaimAsync()).Value;
        var owner = new Visitor(claimed.UserId, TestPeople.Loopback);

        var rotated = (await backend.Host.SendAsync(new RotateApiKeyCommand(owner, claimed.Key.Id, TimeSpan.FromHours(1), AcceptsTerms: false))).Value;

        Assert.True(await backend.WorksAsync(claimed.Secret));
        Assert.True(await backend.WorksAsync(rotated.Secret));
        backend.Host.Clock.Advance(TimeSpan.FromHours(1) + Moment);
        Assert.Equal(HttpStatusCode.Unauthorized, await backend.CallAsync(claimed.Secret));
        Assert.True(await backend.WorksAsync(rotated.Secret));
        backend.Host.Clock.Advance(TimeSpan.FromDays(5));
        Assert.Equal(HttpStatusCode.Unauthorized, await backend.CallAsync(rotated.Secret));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task DisabledKey_RestsAndWorksAgain(BackendKind kind)
    {
        await using var backend = await BackendUnderTest.StartAsync(kind);
        var owner = await backend.Host.AddExtendedUserAsync();
        var created = (await backend.CreateAsync(owner)).Value;

        await backend.Host.SendAsync(new DisableApiKeyCommand(owner, created.Key.Id));
        Assert.Equal(HttpStatusCode.Unauthorized, await backend.CallAsync(created.Secret));
        await backend.Host.SendAsync(new EnableApiKeyCommand(owner, created.Key.Id, AcceptsTerms: false));

        Assert.True(await backend.WorksAsync(created.Secret));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task RevokedKey_IsRefusedAtOnce(BackendKind kind)
    {
        await using var backend = await BackendUnderTest.StartAsync(kind);
        var owner = await backend.Host.AddExtendedUserAsync();
        var created = (await backend.CreateAsync(owner)).Value;
        Assert.True(await backend.WorksAsync(created.Secret));

        var revoked = await backend.Host.SendAsync(new RevokeApiKeyCommand(owner, created.Key.Id));

        Assert.Equal((KeyState.Revoked, false), (revoked.Value.State, revoked.Value.IsPending));
        backend.Host.Clock.Advance(Moment);
        Assert.Equal(HttpStatusCode.Unauthorized, await backend.CallAsync(created.Secret));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task NarrowedKey_CallsItsModelsAlone_AndItsRequestsAMinute(BackendKind kind)
    {
        await using var backend = await BackendUnderTest.StartAsync(kind);
        var owner = await backend.Host.AddExtendedUserAsync();
        var created = (await backend.CreateAsync(owner)).Value;
        var limits = new KeyLimits { Models = [BackendUnderTest.Model], RequestsPerMinute = 2, ParallelRequests = 1, TokensPerMinute = 100_000 };

        var narrowed = await backend.Host.SendAsync(new NarrowApiKeyCommand(owner, created.Key.Id, limits, EndsAt: null));

        Assert.True(narrowed.Value.Limits.IsSameAs(limits));
        Assert.Equal([BackendUnderTest.Model], await backend.ModelsAsync(created.Secret));
        Assert.False((int)await backend.CallAsync(created.Secret, BackendUnderTest.OtherModel) < 400);
        Assert.True(await backend.WorksAsync(created.Secret));
        backend.Host.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests],
            [await backend.CallAsync(created.Secret), await backend.CallAsync(created.Secret), await backend.CallAsync(created.Secret)]);
        var widened = await backend.Host.SendAsync(new NarrowApiKeyCommand(owner, created.Key.Id, KeyLimits.None, EndsAt: null));
        Assert.True(widened.Value.Limits.IsSameAs(KeyLimits.None));
        backend.Host.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.OK, await backend.CallAsync(created.Secret, BackendUnderTest.OtherModel));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task KeyWithABudget_EndsAtIt(BackendKind kind)
    {
        await using var backend = await BackendUnderTest.StartAsync(kind);
        var owner = await backend.Host.AddExtendedUserAsync();
        var created = (await backend.CreateAsync(owner)).Value;

        await backend.Host.SendAsync(new NarrowApiKeyCommand(owner, created.Key.Id, new KeyLimits { BudgetMicroUsd = 0 }, EndsAt: null));

        Assert.False(await backend.WorksAsync(created.Secret));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task OwnEnd_IsSetAndTakenAway(BackendKind kind)
    {
        await using var backend = await BackendUnderTest.StartAsync(kind);
        var owner = await backend.Host.AddExtendedUserAsync();
        var first = (await backend.CreateAsync(owner, "First")).Value;
        var second = (await backend.CreateAsync(owner, "Second")).Value;
        var end = backend.Host.Clock.GetUtcNow() + TimeSpan.FromDays(1);

        await backend.Host.SendAsync(new NarrowApiKeyCommand(owner, first.Key.Id, KeyLimits.None, end));
        await backend.Host.SendAsync(new NarrowApiKeyCommand(owner, second.Key.Id, KeyLimits.None, end));
        await backend.Host.SendAsync(new NarrowApiKeyCommand(owner, second.Key.Id, KeyLimits.None, EndsAt: null));

        backend.Host.Clock.Advance(TimeSpan.FromDays(1) + Moment);
        Assert.Equal(HttpStatusCode.Unauthorized, await backend.CallAsync(first.Secret));
        Assert.True(await backend.WorksAsync(second.Secret));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task RenewedKey_LivesAgain(BackendKind kind)
    {
        await using var backend = await BackendUnderTest.StartAsync(kind);
        var claimed = (await backend.ClaimAsync()).Value;
        backend.Host.Clock.Advance(TimeSpan.FromDays(6));
        Assert.False(await backend.WorksAsync(claimed.Secret));

        var renewed = await backend.Host.SendAsync(
            new RenewApiKeyCommand(new Visitor(claimed.UserId, TestPeople.Loopback), claimed.Key.Id, AcceptsTerms: true, await backend.PayAsync()));

        Assert.Equal(KeyState.Active, renewed.Value.State);
        Assert.True(await backend.WorksAsync(claimed.Secret));
        backend.Host.Clock.Advance(TimeSpan.FromDays(5) + Moment);
        Assert.False(await backend.WorksAsync(claimed.Secret));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Usage_IsOfTheKeyWhateverItsSecretWas(BackendKind kind)
    {
        await using var backend = await BackendUnderTest.StartAsync(kind);
        var owner = await backend.Host.AddExtendedUserAsync();
        var created = (await backend.CreateAsync(owner)).Value;
        var other = (await backend.CreateAsync(owner, "Other")).Value;
        await backend.WorksAsync(created.Secret);
        await backend.WorksAsync(other.Secret);
        var once = (await backend.Host.SendAsync(new RotateApiKeyCommand(owner, created.Key.Id, TimeSpan.Zero, AcceptsTerms: false))).Value;
        await backend.WorksAsync(once.Secret);
        var twice = (await backend.Host.SendAsync(new RotateApiKeyCommand(owner, created.Key.Id, TimeSpan.Zero, AcceptsTerms: false))).Value;
        await backend.WorksAsync(twice.Secret);

        // Our own records are written in batches, by the clock.
        backend.Host.Clock.Advance(TimeSpan.FromSeconds(5));
        var usage = await EventuallyAsync(
            async () => (await backend.Host.SendAsync(new GetKeyUsageQuery(owner, created.Key.Id))).Value, found => found.Requests == 3);

        Assert.Equal(3, usage.Requests);
        Assert.True(usage.PromptTokens > 0 && usage.CompletionTokens > 0 && usage.CostMicroUsd > 0);
    }

    private static async Task<T> EventuallyAsync<T>(Func<Task<T>> read, Func<T, bool> isThere)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var value = await read();
            if (isThere(value) || TimeProvider.System.GetElapsedTime(begun) > TimeSpan.FromSeconds(30))
            {
                return value;
            }

            await Task.Yield();
        }
    }
}
