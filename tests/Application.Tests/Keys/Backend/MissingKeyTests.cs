using System.Text.Json.Nodes;
using AkashChat.Application.Keys.DisableApiKey;
using AkashChat.Application.Keys.EnableApiKey;
using AkashChat.Application.Keys.GetApiKey;
using AkashChat.Application.Keys.NarrowApiKey;
using AkashChat.Application.Keys.RenameApiKey;
using AkashChat.Application.Keys.ReportLeakedKey;
using AkashChat.Application.Keys.RevokeApiKey;
using AkashChat.Application.Keys.RotateApiKey;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.LiteLlm;

namespace AkashChat.Application.Tests.Keys.Backend;

/// <summary>Keys that the proxy does not know for a while: what their holders do meanwhile counts, and they come back no looser than they went.</summary>
public sealed class MissingKeyTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RevokedOrReportedWhileMissing_NeverComesBack(bool isLeak)
    {
        await using var backend = await BackendUnderTest.StartAsync(BackendKind.NewLiteLlm);
        var (owner, secret, row) = await LoseAsync(backend);

        var ended = isLeak
            ? (await backend.Host.SendAsync(ReportLeakedKeyCommand.Of(secret.Reveal(), TestPeople.Loopback))).IsSuccess
            : (await backend.Host.SendAsync(new RevokeApiKeyCommand(owner, secret.Id))).IsSuccess;
        backend.Proxy!.AddKey(secret.Reveal(), fields: row);
        await BackendAgreement.AfterOnePassAsync(backend.Host, backend.Proxy!);

        Assert.True(ended);
        var key = (await backend.Host.SendAsync(new GetApiKeyQuery(owner, secret.Id))).Value;
        Assert.Equal((KeyState.Revoked, isLeak ? RevocationReason.Leak : RevocationReason.Holder), (key.State, key.RevokedFor));
        Assert.False(await backend.WorksAsync(secret));
    }

    [Fact]
    public async Task DisabledBeforeItWasMissing_ComesBackDisabled()
    {
        await using var backend = await BackendUnderTest.StartAsync(BackendKind.NewLiteLlm);
        var owner = await backend.Host.AddExtendedUserAsync();
        var secret = (await backend.CreateAsync(owner)).Value.Secret;
        await backend.Host.SendAsync(new DisableApiKeyCommand(owner, secret.Id));
        var row = JsonNode.Parse(backend.Proxy!.Keys.Single().Row)!.AsObject();
        backend.Proxy!.RemoveKey(secret.Hash);
        await BackendAgreement.AfterOnePassAsync(backend.Host, backend.Proxy!);
        backend.Proxy!.AddKey(secret.Reveal(), fields: row);

        await BackendAgreement.AfterOnePassAsync(backend.Host, backend.Proxy!);

        Assert.Equal(KeyState.Disabled, (await backend.Host.SendAsync(new GetApiKeyQuery(owner, secret.Id))).Value.State);
        await backend.Host.SendAsync(new EnableApiKeyCommand(owner, secret.Id, AcceptsTerms: false));
        Assert.True(await backend.WorksAsync(secret));
    }

    [Fact]
    public async Task BlockedWhenItComesBack_StaysOff()
    {
        await using var backend = await BackendUnderTest.StartAsync(BackendKind.NewLiteLlm);
        var (owner, secret, row) = await LoseAsync(backend);
        row["blocked"] = true;
        backend.Proxy!.AddKey(secret.Reveal(), fields: row);

        await BackendAgreement.AfterOnePassAsync(backend.Host, backend.Proxy!);

        Assert.Equal(KeyState.Disabled, (await backend.Host.SendAsync(new GetApiKeyQuery(owner, secret.Id))).Value.State);
    }

    [Fact]
    public async Task MissingKey_GivesItsPlaceBack_AndCannotBeRotated()
    {
        await using var backend = await BackendUnderTest.StartAsync(BackendKind.NewLiteLlm);
        var (owner, secret, _) = await LoseAsync(backend);

        var rotated = await backend.Host.SendAsync(new RotateApiKeyCommand(owner, secret.Id, TimeSpan.Zero, AcceptsTerms: false));
        for (var number = 0; number < KeyPolicy.Extended.MaxActiveKeys; number++)
        {
            Assert.True((await backend.CreateAsync(owner, $"Key {number}")).IsSuccess);
        }

        Assert.Equal(KeyErrors.WrongState, rotated.Error);
    }

    [Fact]
    public async Task NativeServiceThatWasPutInFrontOfAProxyForAWhile_HasItsKeysBack()
    {
        var folder = Directory.CreateTempSubdirectory("akashchat-").FullName;
        await using var proxy = await LiteLlmServer.StartAsync();
        string key;
        await using (var native = await TestHost.StartAsync(options => options.Settings["AKASHCHAT_DATA"] = folder))
        {
            key = await native.ClaimKeyAsync();
        }

        await using (var behind = await TestHost.StartAsync(options => options.WithLiteLlm(proxy).Settings["AKASHCHAT_DATA"] = folder))
        {
            await BackendAgreement.AfterOnePassAsync(behind, proxy);
            Assert.False(await WorksAsync(behind, key));
        }

        await using var again = await TestHost.StartAsync(options => options.Settings["AKASHCHAT_DATA"] = folder);
        Assert.True(await WorksAsync(again, key));
        await again.StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task RotationThatFailed_ThenAnotherChange_CanBeDoneAgain()
    {
        await using var backend = await BackendUnderTest.StartAsync(BackendKind.NewLiteLlm);
        var owner = await backend.Host.AddExtendedUserAsync();
        var secret = (await backend.CreateAsync(owner)).Value.Secret;
        using (backend.Proxy!.Faults.Add(FaultKind.Abort, On.Path("/key/generate"), moment: Moment.After))
        using (backend.Proxy!.Faults.Add(FaultKind.Abort, On.Path("/key/info")))
        {
            Assert.Equal(KeyErrors.BackendUnavailable, (await RotateAsync(backend, owner, secret)).Error);
        }

        Assert.True((await backend.Host.SendAsync(new RenameApiKeyCommand(owner, secret.Id, "Renamed"))).IsSuccess);
        backend.Host.Clock.Advance(BackendAgreement.Later);
        await BackendAgreement.AfterOnePassAsync(backend.Host, backend.Proxy!);

        Assert.True(await backend.WorksAsync((await RotateAsync(backend, owner, secret)).Value.Secret));
        Assert.Single(backend.Proxy!.Keys);
    }

    [Fact]
    public async Task NewSecret_IsNoNewBudget()
    {
        await using var backend = await BackendUnderTest.StartAsync(BackendKind.NewLiteLlm);
        var owner = await backend.Host.AddExtendedUserAsync();
        var secret = (await backend.CreateAsync(owner)).Value.Secret;
        await backend.Host.SendAsync(new NarrowApiKeyCommand(owner, secret.Id, new KeyLimits { BudgetMicroUsd = 1_000_000 }, EndsAt: null));
        backend.Proxy!.AddSpend(secret.Hash, BackendUnderTest.Model, DateOnly.FromDateTime(backend.Host.Clock.GetUtcNow().UtcDateTime), 1_000, 2.5);
        Assert.False(await backend.WorksAsync(secret));

        var rotated = (await RotateAsync(backend, owner, secret)).Value.Secret;

        Assert.False(await backend.WorksAsync(rotated));
        Assert.Equal(2.5, Assert.Single(backend.Proxy!.Keys).Spend);
    }

    private static Task<Domain.Common.Result<Application.Keys.CreateApiKey.CreatedApiKey>> RotateAsync(BackendUnderTest backend, Visitor owner, KeySecret secret) =>
        backend.Host.SendAsync(new RotateApiKeyCommand(owner, secret.Id, TimeSpan.Zero, AcceptsTerms: false));

    /// <summary>Makes a key that the proxy then forgets.</summary>
    private static async Task<(Visitor Owner, KeySecret Secret, JsonObject Row)> LoseAsync(BackendUnderTest backend)
    {
        var owner = await backend.Host.AddExtendedUserAsync();
        var secret = (await backend.CreateAsync(owner)).Value.Secret;
        var row = JsonNode.Parse(backend.Proxy!.Keys.Single().Row)!.AsObject();
        backend.Proxy!.RemoveKey(secret.Hash);
        await BackendAgreement.AfterOnePassAsync(backend.Host, backend.Proxy!);
        return (owner, secret, row);
    }

    private static async Task<bool> WorksAsync(TestHost host, string key)
    {
        using var client = host.ClientWithKey(key);
        using var response = await client.GetAsync(new Uri("v1/models", UriKind.Relative));
        return response.IsSuccessStatusCode;
    }
}
