using System.Text.Json.Nodes;
using AkashChat.Application.Keys.GetApiKey;
using AkashChat.Application.Keys.ListApiKeys;
using AkashChat.Application.Keys.NarrowApiKey;
using AkashChat.Application.Keys.ReconcileKeys;
using AkashChat.Application.Keys.RotateApiKey;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.LiteLlm;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Application.Tests.Keys.Backend;

/// <summary>What the reconciler does about things that happened at the proxy behind our back, or to our own records.</summary>
public sealed class ReconcileKeysTests
{
    [Fact]
    public async Task KeyDeletedAtTheProxy_EndsHere_AndReturnsWithIt()
    {
        await using var backend = await BackendUnderTest.StartAsync(BackendKind.NewLiteLlm);
        var owner = await backend.Host.AddExtendedUserAsync();
        var created = (await backend.CreateAsync(owner)).Value;
        var row = JsonNode.Parse(backend.Proxy!.Keys.Single().Row)!.AsObject();
        backend.Proxy.RemoveKey(created.Secret.Hash);

        var ended = await PassAsync(backend);
        var gone = await KeyAsync(backend, owner, created.Key.Id);
        backend.Proxy.AddKey(created.Secret.Reveal(), fields: row);
        var returned = await PassAsync(backend);

        Assert.Equal((1, 1), (ended.Ended, returned.Returned));
        Assert.Equal((KeyState.Revoked, RevocationReason.Backend), (gone.State, gone.RevokedFor));
        Assert.Equal(KeyState.Active, (await KeyAsync(backend, owner, created.Key.Id)).State);
        Assert.True(await backend.WorksAsync(created.Secret));
    }

    [Fact]
    public async Task KeyBlockedAtTheProxy_IsSwitchedOffHere()
    {
        await using var backend = await BackendUnderTest.StartAsync(BackendKind.NewLiteLlm);
        var owner = await backend.Host.AddExtendedUserAsync();
        var created = (await backend.CreateAsync(owner)).Value;
        backend.Proxy!.BlockKey(created.Secret.Hash);

        var pass = await PassAsync(backend);

        Assert.Equal(1, pass.SwitchedOff);
        Assert.Equal(KeyState.Disabled, (await KeyAsync(backend, owner, created.Key.Id)).State);
        Assert.False(await backend.WorksAsync(created.Secret));
    }

    [Fact]
    public async Task ChangedAtTheProxy_IsPutBack()
    {
        await using var backend = await BackendUnderTest.StartAsync(BackendKind.NewLiteLlm);
        var owner = await backend.Host.AddExtendedUserAsync();
        var created = (await backend.CreateAsync(owner)).Value;
        var own = new KeyLimits { RequestsPerMinute = 5, BudgetMicroUsd = 2_500_000, Models = [BackendUnderTest.Model] };
        await backend.Host.SendAsync(new NarrowApiKeyCommand(owner, created.Key.Id, own, EndsAt: null));
        var before = backend.Proxy!.Keys.Single();
        backend.Proxy.ChangeKey(created.Secret.Hash, new JsonObject
        {
            ["rpm_limit"] = 1_000,
            ["max_budget"] = null,
            ["models"] = new JsonArray(),
            ["expires"] = "2030-01-01T00:00:00Z",
            ["team_id"] = "chatapi-auth0",
            ["metadata"] = new JsonObject { ["akashchat"] = new JsonObject { ["name"] = "Other" }, ["theirs"] = "stays" },
        });

        var pass = await PassAsync(backend);

        var after = backend.Proxy.Keys.Single();
        Assert.Equal(1, pass.Repaired);
        Assert.Equal((before.RequestsPerMinute, before.MaxBudget, before.BudgetDuration, before.ExpiresAt), (after.RequestsPerMinute, after.MaxBudget, after.BudgetDuration, after.ExpiresAt));
        Assert.Equal(before.Models, after.Models);
        Assert.Contains("\"theirs\":\"stays\"", after.Metadata, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"Mine\"", after.Metadata, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeyThatOurRecordsLost_IsAdoptedIfItsOwnerIsKnown_AndEndedIfNot()
    {
        await using var backend = await BackendUnderTest.StartAsync(BackendKind.NewLiteLlm);
        var owner = await backend.Host.AddExtendedUserAsync();
        var lost = (await backend.CreateAsync(owner, "Lost")).Value;
        await backend.Host.SendAsync(new NarrowApiKeyCommand(owner, lost.Key.Id, new KeyLimits { RequestsPerMinute = 3 }, EndsAt: null));
        var orphan = (await backend.ClaimAsync()).Value;
        await backend.Host.QueryAsync(database => database.Set<ApiKey>().ExecuteDeleteAsync());
        await backend.Host.QueryAsync(database => database.Set<User>().Where(user => user.Id == orphan.UserId).ExecuteDeleteAsync());

        var pass = await PassAsync(backend);

        Assert.Equal((1, 1), (pass.Adopted, pass.StraysEnded));
        var adopted = await KeyAsync(backend, owner, lost.Key.Id);
        Assert.Equal(("Lost", KeyState.Active, 3), (adopted.Name, adopted.State, adopted.OwnLimits.RequestsPerMinute));
        Assert.True(await backend.WorksAsync(lost.Secret));
        Assert.False(await backend.WorksAsync(orphan.Secret));
        var rotated = await backend.Host.SendAsync(new RotateApiKeyCommand(owner, lost.Key.Id, TimeSpan.Zero, AcceptsTerms: false));
        Assert.True(await backend.WorksAsync(rotated.Value.Secret));
    }

    [Fact]
    public async Task FormerSecretThatAppearsAgain_IsEnded()
    {
        await using var backend = await BackendUnderTest.StartAsync(BackendKind.NewLiteLlm);
        var owner = await backend.Host.AddExtendedUserAsync();
        var created = (await backend.CreateAsync(owner)).Value;
        var row = JsonNode.Parse(backend.Proxy!.Keys.Single().Row)!.AsObject();
        for (var round = 0; round < 3; round++)
        {
            await backend.Host.SendAsync(new RotateApiKeyCommand(owner, created.Key.Id, TimeSpan.Zero, AcceptsTerms: false));
        }

        backend.Proxy.AddKey(created.Secret.Reveal(), fields: row);

        var pass = await PassAsync(backend);

        Assert.Equal((1, 0), (pass.StraysEnded, pass.Adopted));
        Assert.False(await backend.WorksAsync(created.Secret));
        Assert.Single((await backend.Host.SendAsync(new ListApiKeysQuery(owner.UserId))).Value);
    }

    [Fact]
    public async Task OthersKeys_AreLeftAlone_OnAllPages()
    {
        await using var backend = await BackendUnderTest.StartAsync(BackendKind.NewLiteLlm);
        var owner = await backend.Host.AddExtendedUserAsync();
        for (var number = 0; number < 230; number++)
        {
            backend.Proxy!.AddKey(
                $"sk-theirs-{number:000}", $"theirs-{number}", teamId: "chatapi-auth0", fields: new JsonObject { ["max_budget"] = 1e14, ["budget_duration"] = "1mo" });
        }

        var created = (await backend.CreateAsync(owner)).Value;

        Assert.True((await PassAsync(backend)).IsEmpty);
        Assert.Equal(231, backend.Proxy!.Keys.Count);
        Assert.True(await backend.WorksAsync(created.Secret));
    }

    [Fact]
    public async Task ProxyThatForgotEverything_EndsTheKeys_AndTheTeamsAreMadeAgain()
    {
        await using var backend = await BackendUnderTest.StartAsync(BackendKind.OldLiteLlm);
        var claimed = (await backend.ClaimAsync()).Value;
        backend.Proxy!.Forget();

        var pass = await PassAsync(backend);

        Assert.Equal(1, pass.Ended);
        Assert.Equal(2, backend.Proxy!.Teams.Count);
        Assert.Equal(KeyState.Revoked, (await backend.OnlyKeyAsync(claimed.UserId)).State);
        Assert.True(await backend.WorksAsync((await backend.ClaimAsync("Again")).Value.Secret));
    }

    [Fact]
    public async Task LastUse_IsTakenOver()
    {
        await using var backend = await BackendUnderTest.StartAsync(BackendKind.NewLiteLlm);
        var claimed = (await backend.ClaimAsync()).Value;
        await backend.WorksAsync(claimed.Secret);

        await PassAsync(backend);

        Assert.NotNull((await backend.OnlyKeyAsync(claimed.UserId)).LastUsedAt);
    }

    [Fact]
    public async Task ModelsOfATier_AreWrittenToItsTeam()
    {
        await using var backend = await BackendUnderTest.StartAsync(
            BackendKind.NewLiteLlm, options => options.Settings["AKASHCHAT_PERMISSIONLESS_MODELS"] = BackendUnderTest.Model);
        var claimed = (await backend.ClaimAsync()).Value;
        backend.Proxy!.RemoveTeam("chatapi-auth0");

        await PassAsync(backend);

        Assert.Equal([BackendUnderTest.Model], backend.Proxy!.Teams.Single(team => team.Id == "chatapi-pless").Models);
        Assert.Empty(backend.Proxy.Teams.Single(team => team.Id == "chatapi-auth0").Models);
        Assert.Equal([BackendUnderTest.Model], await backend.ModelsAsync(claimed.Secret));
    }

    [Theory]
    [InlineData(-4)]
    [InlineData(4)]
    public async Task ProxyWhoseClockIsMinutesOff_TakesKeysAndChanges(int minutes)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var proxyClock = new FakeTimeProvider(clock.GetUtcNow() + TimeSpan.FromMinutes(minutes));
        await using var proxy = await LiteLlmServer.StartAsync(clock: proxyClock);
        await using var host = await TestHost.StartAsync(options => options.WithLiteLlm(proxy).Clock = clock);
        var owner = await host.AddExtendedUserAsync();
        var created = (await host.SendAsync(new Application.Keys.CreateApiKey.CreateApiKeyCommand(owner, "Mine", AcceptsTerms: false, Answer: null))).Value;

        var narrowed = await host.SendAsync(new NarrowApiKeyCommand(owner, created.Key.Id, KeyLimits.None, clock.GetUtcNow() + TimeSpan.FromDays(1)));
        var rotated = await host.SendAsync(new RotateApiKeyCommand(owner, created.Key.Id, TimeSpan.FromHours(1), AcceptsTerms: false));

        Assert.True(narrowed.IsSuccess && rotated.IsSuccess);
        Assert.False(rotated.Value.Key.IsPending);
        Assert.Equal(2, proxy.Keys.Count);
        await BackendAgreement.AfterOnePassAsync(host, proxy);
    }

    [Fact]
    public async Task Outage_StopsThePass_AndEndsNothing()
    {
        await using var backend = await BackendUnderTest.StartAsync(BackendKind.NewLiteLlm);
        var claimed = (await backend.ClaimAsync()).Value;
        foreach (var kind in new[] { FaultKind.Unauthorized, FaultKind.NoDatabase, FaultKind.ServerError, FaultKind.PlainServerError, FaultKind.NotJson, FaultKind.MissingFields, FaultKind.HalfAnswer, FaultKind.Abort })
        {
            using var fault = backend.Proxy!.Faults.Add(kind);

            var pass = (await backend.Host.SendAsync(new ReconcileKeysCommand(Everything: true))).Value;

            Assert.NotNull(pass.Stopped);
            Assert.Equal((0, 0, 0), (pass.Ended, pass.StraysEnded, pass.Withdrawn));
            backend.Host.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.True((await PassAsync(backend)).IsEmpty);
        Assert.True(await backend.WorksAsync(claimed.Secret));
    }

    private static async Task<ReconcileReport> PassAsync(BackendUnderTest backend) => await BackendAgreement.AfterOnePassAsync(backend.Host, backend.Proxy!);

    private static async Task<Application.Keys.KeyView> KeyAsync(BackendUnderTest backend, Visitor owner, ApiKeyId id) =>
        (await backend.Host.SendAsync(new GetApiKeyQuery(owner, id))).Value;
}
