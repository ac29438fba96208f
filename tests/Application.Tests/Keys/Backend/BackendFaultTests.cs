using AkashChat.Application.Keys.DisableApiKey;
using AkashChat.Application.Keys.EnableApiKey;
using AkashChat.Application.Keys.RevokeApiKey;
using AkashChat.Application.Keys.RotateApiKey;
using AkashChat.Application.Usage.EraseAccount;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.LiteLlm;

namespace AkashChat.Application.Tests.Keys.Backend;

/// <summary>An act dies at every moment at which it waits for the database, or loses every request to the proxy and every answer: one pass later, records and proxy agree.</summary>
public sealed class BackendFaultTests
{
    private static readonly Dictionary<string, Func<BackendUnderTest, Visitor, KeySecret, Task>> Acts = new(StringComparer.Ordinal)
    {
        ["claim"] = (backend, _, _) => backend.ClaimAsync(),
        ["create"] = (backend, owner, _) => backend.CreateAsync(owner, "Second"),
        ["rotate"] = (backend, owner, key) => backend.Host.SendAsync(new RotateApiKeyCommand(owner, key.Id, TimeSpan.Zero, AcceptsTerms: false)),
        ["rotate with overlap"] = (backend, owner, key) => backend.Host.SendAsync(new RotateApiKeyCommand(owner, key.Id, TimeSpan.FromHours(1), AcceptsTerms: false)),
        ["revoke"] = (backend, owner, key) => backend.Host.SendAsync(new RevokeApiKeyCommand(owner, key.Id)),
        ["disable"] = (backend, owner, key) => backend.Host.SendAsync(new DisableApiKeyCommand(owner, key.Id)),
        ["disable and enable"] = async (backend, owner, key) =>
        {
            await backend.Host.SendAsync(new DisableApiKeyCommand(owner, key.Id));
            await backend.Host.SendAsync(new EnableApiKeyCommand(owner, key.Id, AcceptsTerms: false));
        },
        ["erase"] = (backend, owner, _) => backend.Host.SendAsync(new EraseAccountCommand(owner, EraseAccountCommand.Phrase)),
    };

    /// <summary>Every act on either database.</summary>
    public static TheoryData<string, TestDatabase> ActsOnDatabases()
    {
        var data = new TheoryData<string, TestDatabase>();
        foreach (var act in Acts.Keys)
        {
            data.Add(act, TestDatabase.Sqlite);
            data.Add(act, TestDatabase.Postgres);
        }

        return data;
    }

    /// <summary>Every act, with a request that is lost before it is done, and with an answer that is lost after.</summary>
    public static TheoryData<string, Moment, BackendKind> ActsWithLosses()
    {
        var data = new TheoryData<string, Moment, BackendKind>();
        foreach (var act in Acts.Keys)
        {
            data.Add(act, Moment.Before, BackendKind.NewLiteLlm);
            data.Add(act, Moment.After, BackendKind.NewLiteLlm);
            data.Add(act, Moment.After, BackendKind.OldLiteLlm);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(ActsOnDatabases))]
    public async Task DatabaseDiesAtEveryMoment_OnePassLaterBothAgree(string act, TestDatabase database)
    {
        var faults = new FaultyDatabase();
        await using var backend = await BackendUnderTest.StartAsync(BackendKind.NewLiteLlm, options =>
        {
            options.Database = database;
            options.Faults = faults;
        });
        var died = 0;
        for (var moment = 1; ; moment++)
        {
            var (owner, key) = await NewOwnerAsync(backend);
            faults.Arm(moment);
            try
            {
                await Acts[act](backend, owner, key);
            }
            catch (Exception exception) when (exception.GetBaseException() is System.Data.Common.DbException)
            {
                died++;
            }

            var moments = faults.Moments;
            faults.Arm(0);
            backend.Host.Clock.Advance(BackendAgreement.Later);
            await BackendAgreement.AfterOnePassAsync(backend.Host, backend.Proxy!);
            if (moments < moment)
            {
                Assert.True(died >= 5, $"It died only {died} times.");
                return;
            }
        }
    }

    [Theory]
    [MemberData(nameof(ActsWithLosses))]
    public async Task EveryRequestOrAnswerIsLost_OnePassLaterBothAgree(string act, Moment moment, BackendKind kind)
    {
        await using var backend = await BackendUnderTest.StartAsync(kind);
        var lost = 0;
        for (var number = 1; ; number++)
        {
            var (owner, key) = await NewOwnerAsync(backend);
            var seen = 0;
            backend.Proxy!.OnRequest = request =>
            {
                // From the n-th on: a retry is lost as well.
                if (request.Moment == moment && On.Management(request.Request) && ++seen >= number)
                {
                    request.ThrowAway();
                    lost++;
                }

                return Task.CompletedTask;
            };
            await Acts[act](backend, owner, key);
            backend.Proxy.OnRequest = null;

            // Its own patience with a proxy that fails is over by then, too.
            backend.Host.Clock.Advance(BackendAgreement.Later);
            await BackendAgreement.AfterOnePassAsync(backend.Host, backend.Proxy);
            if (seen < number)
            {
                Assert.True(lost > 0);
                return;
            }
        }
    }

    private static async Task<(Visitor Owner, KeySecret Key)> NewOwnerAsync(BackendUnderTest backend)
    {
        var owner = await backend.Host.AddExtendedUserAsync();
        return (owner, (await backend.CreateAsync(owner)).Value.Secret);
    }
}
