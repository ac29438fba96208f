using System.Net;
using AkashChat.Api.Tests.Accounts;
using AkashChat.Api.Tests.Gateway;
using AkashChat.Api.Tests.Support;
using AkashChat.Application.Usage.EraseAccount;
using AkashChat.Application.Usage.ListRefusals;
using AkashChat.Application.Usage.Refusals;
using AkashChat.Domain.Accounts;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Servers;
using AkashChat.TestKit.Upstream;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace AkashChat.Api.Tests.Usage;

/// <summary>Erasure of what lies outside of the database: sessions and refusals in Redis, and the sign-in at the provider.</summary>
public sealed class EraseElsewhereTests
{
    private const string Confirmation = """{"confirm":"delete my account"}""";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task SessionsInRedis_AreEndedOnEveryDevice()
    {
        var redis = await RedisServer.SharedAsync();
        await using var host = await TestHost.StartAsync(options => options.WithRedis(redis));
        var visitor = await host.AddExtendedUserAsync();
        using var laptop = await host.SignInAsync(visitor.UserId);
        using var phone = await host.SignInAsync(visitor.UserId);

        using var erased = await EraseAsync(laptop);
        using var elsewhere = await phone.GetPathAsync("api/account");

        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        await elsewhere.MustBeProblemAsync(401, "accounts.not_signed_in");
    }

    [Fact]
    public async Task RedisAway_ErasesNothing()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var host = await TestHost.StartAsync(options => options.WithRedis(redis));
        var visitor = await host.AddExtendedUserAsync();
        using var client = await host.SignInAsync(visitor.UserId);
        await redis.StopAsync();

        using var refused = await EraseAsync(client);
        var direct = await Record.ExceptionAsync(() => host.SendAsync(new EraseAccountCommand(visitor, EraseAccountCommand.Phrase)));
        await redis.StartAsync();

        await refused.MustBeProblemAsync(503, "service.store_unavailable");
        Assert.NotNull(direct);
        Assert.Equal((1, 1), await host.QueryAsync(async db => (await db.Set<User>().CountAsync(), await db.Set<Consent>().CountAsync())));
    }

    [Fact]
    public async Task RefusalsInRedis_StopTheErasureWhileItIsSilentAndAreGoneAfterwards()
    {
        await using var redis = await RedisServer.StartNewAsync();
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options =>
        {
            options.WithModel("scripted", upstream).WithRedis(redis);
            options.Settings["AKASHCHAT_PERMISSIONLESS_REQUESTS_PER_MINUTE"] = "1";
        });
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        using var served = await client.ChatAsync();
        using var refused = await client.ChatAsync();
        var user = await host.QueryAsync(database => database.Set<User>().Select(candidate => candidate.Id).SingleAsync());
        var visitor = new Visitor(user, TestPeople.Loopback);
        var refusal = Assert.Single((await host.SendAsync(new ListRefusalsQuery(visitor))).Value);
        var keys = host.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        Assert.Equal((true, true), await KeptAsync());

        await redis.PauseAsync();
        var silent = await Record.ExceptionAsync(() => host.SendAsync(new EraseAccountCommand(visitor, EraseAccountCommand.Phrase)));
        await redis.ResumeAsync();
        var stays = await host.QueryAsync(database => database.Set<User>().CountAsync());
        var erased = await UntilRedisAnswersAsync(() => host.SendAsync(new EraseAccountCommand(visitor, EraseAccountCommand.Phrase)));

        // As an instance would that has not heard yet that the key has ended.
        host.Services.GetRequiredService<IRefusalLog>().Note(refusal with { Id = refusal.Id.Replace('0', '1'), LastAt = refusal.LastAt.AddSeconds(5) });

        Assert.NotNull(silent);
        Assert.Equal((1, true), (stays, erased.IsSuccess));
        Assert.False((await KeptAsync()).Refusals);
        Assert.Empty((await host.SendAsync(new ListRefusalsQuery(visitor))).Value);

        async Task<(bool Refusals, bool IsListed)> KeptAsync() => (
            await keys.KeyExistsAsync($"akashchat:refusals:{{{user.Value:N}}}"),
            await keys.SortedSetScoreAsync("akashchat:refused", user.Value.ToString("N")) is not null);
    }

    [Fact]
    public async Task SigningInAgain_OpensANewAndEmptyAccount()
    {
        await using var visit = await SignInVisit.StartAsync();
        using var first = await visit.SignInAsync("ada");
        var before = await visit.FindAccountAsync();
        using var erased = await EraseAsync(visit.Browser);
        var gone = await visit.FindAccountAsync();

        using var second = await visit.SignInAsync("ada");
        var after = await visit.FindAccountAsync();

        Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        Assert.Null(gone);
        Assert.NotEqual(before!.Value.GetProperty("user").GetProperty("id").GetGuid(), after!.Value.GetProperty("user").GetProperty("id").GetGuid());
        Assert.False(after.Value.GetProperty("user").GetProperty("termsAccepted").GetBoolean());
        Assert.Empty(after.Value.GetProperty("keys").EnumerateArray());
    }

    /// <summary>Tries again while what Redis was sent before it hung is still in the way.</summary>
    private static async Task<T> UntilRedisAnswersAsync<T>(Func<Task<T>> act)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await act();
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException && TimeProvider.System.GetElapsedTime(startedAt) < Patience)
            {
                await Task.Delay(BetweenTries);
            }
        }
    }

    private static Task<HttpResponseMessage> EraseAsync(HttpClient client) => client.SendAsync(
        new HttpRequestMessage(HttpMethod.Delete, "api/account") { Content = Json.Body(Confirmation) });
}
