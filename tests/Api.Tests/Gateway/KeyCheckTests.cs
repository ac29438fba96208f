using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Api.Tests.Gateway;

public sealed class KeyCheckTests
{
    private const string Chat = """{"model":"scripted","messages":[{"role":"user","content":"Hi"}]}""";

    [Fact]
    public async Task NoKey_IsUnauthenticatedOnEveryRouteAndNothingReachesTheUpstream()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));

        foreach (var prefix in new[] { "v1", "api/v1" })
        {
            foreach (var path in new[] { "chat/completions", "completions", "embeddings" })
            {
                using var posted = await host.Client.PostJsonAsync($"{prefix}/{path}", Chat);
                await posted.MustBeOpenAiErrorAsync(401, "keys.missing");
                Assert.Equal("Bearer", posted.Headers.WwwAuthenticate.ToString());
            }

            using var listed = await host.Client.GetPathAsync($"{prefix}/models");
            await listed.MustBeOpenAiErrorAsync(401, "keys.missing");
            using var one = await host.Client.GetPathAsync($"{prefix}/models/scripted");
            await one.MustBeOpenAiErrorAsync(401, "keys.missing");
        }

        Assert.Empty(upstream.Requests);
    }

    [Theory]
    [InlineData("Bearer", "keys.missing")]
    [InlineData("Bearer nonsense", "keys.malformed")]
    [InlineData("Bearer sk-", "keys.malformed")]
    [InlineData("Bearer sk-with space", "keys.malformed")]
    [InlineData("Bearer sk-1234567890123456789012", "keys.unknown")]
    [InlineData("Basic dXNlcjpwYXNz", "keys.malformed")]
    [InlineData("Bearer sk-ac_0123456789_01234567890123456789012345678901000000", "keys.malformed")]
    public async Task GarbledKey_IsUnauthenticated(string authorization, string code)
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.NewClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);

        using var response = await client.PostJsonAsync("v1/chat/completions", Chat);

        await response.MustBeOpenAiErrorAsync(401, code);
    }

    [Fact]
    public async Task UnknownKey_IsUnauthenticated()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.ClientWithKey(KeySecret.Generate(ApiKeyId.New()).Reveal());

        using var response = await client.PostJsonAsync("v1/chat/completions", Chat);

        await response.MustBeOpenAiErrorAsync(401, "keys.unknown");
    }

    [Fact]
    public async Task ExpiredKey_IsUnauthenticatedAtOnce()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        using var before = await client.PostJsonAsync("v1/chat/completions", Chat);
        host.Clock.Advance(TimeSpan.FromDays(5));

        using var after = await client.PostJsonAsync("v1/chat/completions", Chat);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        await after.MustBeOpenAiErrorAsync(401, "keys.expired");
        Assert.Single(upstream.Requests);
    }

    [Theory]
    [InlineData(KeyState.Revoked, "keys.revoked")]
    [InlineData(KeyState.Disabled, "keys.not_active")]
    public async Task KeyThatIsNoLongerActive_IsRefusedWithinASecond(KeyState state, string code)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        using var before = await client.PostJsonAsync("v1/chat/completions", Chat);
        await host.QueryAsync(db => db.Set<ApiKey>().ExecuteUpdateAsync(set => set.SetProperty(key => key.State, state)));
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        using var after = await client.PostJsonAsync("v1/chat/completions", Chat);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        await after.MustBeOpenAiErrorAsync(401, code);
    }

    [Theory]
    [InlineData("Authorization", "Bearer {0}")]
    [InlineData("Authorization", "bearer {0}")]
    [InlineData("x-litellm-api-key", "{0}")]
    [InlineData("x-litellm-api-key", "Bearer {0}")]
    [InlineData("api-key", "{0}")]
    [InlineData("x-api-key", "{0}")]
    public async Task KeyInAnyHeaderOfTheField_IsFound(string header, string format)
    {
        await using var host = await TestHost.StartAsync();
        var key = await host.ClaimKeyAsync();
        using var client = host.NewClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, string.Format(System.Globalization.CultureInfo.InvariantCulture, format, key));

        using var response = await client.GetPathAsync("v1/models");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
