using System.Net;
using AkashChat.Application.Keys.AttachSignIn;
using AkashChat.Application.Keys.ChangeConsent;
using AkashChat.Application.Keys.EnableApiKey;
using AkashChat.Application.Keys.ReportLeakedKey;
using AkashChat.Application.Usage.EraseAccount;
using AkashChat.Domain.Accounts;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;

namespace AkashChat.Application.Tests.Keys.Backend;

/// <summary>What happens to keys when something happens to their owners.</summary>
public sealed partial class KeyBackendContractTests
{
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task AttachedKey_HasNoEndAnyMore(BackendKind kind)
    {
        await using var backend = await BackendUnderTest.StartAsync(kind);
        var claimed = (await backend.ClaimAsync()).Value;

        var attached = await backend.Host.SendAsync(new AttachSignInCommand(new Visitor(claimed.UserId, TestPeople.Loopback), AnIdentity.Of("auth0|somebody")));

        Assert.True(attached.IsSuccess);
        backend.Host.Clock.Advance(TimeSpan.FromDays(30));
        Assert.True(await backend.WorksAsync(claimed.Secret));
        Assert.False((await backend.OnlyKeyAsync(claimed.UserId)).IsPending);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task WithdrawnTerms_SwitchKeysOff(BackendKind kind)
    {
        await using var backend = await BackendUnderTest.StartAsync(kind);
        var owner = await backend.Host.AddExtendedUserAsync();
        var created = (await backend.CreateAsync(owner)).Value;

        Assert.True((await backend.Host.SendAsync(new ChangeConsentCommand(owner, ConsentKind.Terms, Given: false))).IsSuccess);
        Assert.False(await backend.WorksAsync(created.Secret));
        await backend.Host.SendAsync(new EnableApiKeyCommand(owner, created.Key.Id, AcceptsTerms: true));

        Assert.True(await backend.WorksAsync(created.Secret));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task LeakedKey_IsStopped(BackendKind kind)
    {
        await using var backend = await BackendUnderTest.StartAsync(kind);
        var claimed = (await backend.ClaimAsync()).Value;

        Assert.True((await backend.Host.SendAsync(ReportLeakedKeyCommand.Of(claimed.Secret.Reveal(), TestPeople.Loopback))).IsSuccess);

        Assert.Equal(HttpStatusCode.Unauthorized, await backend.CallAsync(claimed.Secret));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ErasedAccount_TakesItsKeysAlong(BackendKind kind)
    {
        await using var backend = await BackendUnderTest.StartAsync(kind);
        var claimed = (await backend.ClaimAsync()).Value;

        var erased = await backend.Host.SendAsync(new EraseAccountCommand(new Visitor(claimed.UserId, TestPeople.Loopback), EraseAccountCommand.Phrase));

        Assert.True(erased.IsSuccess);
        Assert.Equal(HttpStatusCode.Unauthorized, await backend.CallAsync(claimed.Secret));
    }
}
