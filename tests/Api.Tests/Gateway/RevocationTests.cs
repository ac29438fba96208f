using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>Two instances on one database, each with a clock of its own.</summary>
public sealed class RevocationTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("revoke", "keys.revoked")]
    [InlineData("disable", "keys.not_active")]
    [InlineData("rotate", "keys.rotated")]
    public async Task ActOnOneInstance_IsFeltOnTheOtherWithinASecond(string act, string code)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        var (name, address) = await TestDatabase.Postgres.CreateAsync(string.Empty);
        await using var one = await TestHost.StartAsync(options => options.WithModel("scripted", upstream).Settings[name] = address);
        await using var other = await TestHost.StartAsync(options => options.WithModel("scripted", upstream).Settings[name] = address);
        using var visitor = one.NewClient(cookies: true);
        var secret = await one.ClaimKeyAsync(visitor);
        using var clientOfOne = one.ClientWithKey(secret);
        using var clientOfOther = other.ClientWithKey(secret);
        using var before = await clientOfOther.ChatAsync();
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        await ActAsync(visitor, act, secret);
        one.Clock.Advance(Second);
        other.Clock.Advance(Second);

        using var onOne = await clientOfOne.ChatAsync();
        using var onOther = await clientOfOther.ChatAsync();
        await onOne.MustBeOpenAiErrorAsync(401, code);
        await onOther.MustBeOpenAiErrorAsync(401, code);
        Assert.Single(upstream.Requests);
    }

    [Fact]
    public async Task StreamThatIsOpen_ComesToItsEndAlthoughItsKeyIsRevoked()
    {
        var gate = new Gate();
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Script = Scripts.Streamed(3, gate);
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var visitor = host.NewClient(cookies: true);
        var secret = await host.ClaimKeyAsync(visitor);
        using var client = host.ClientWithKey(secret);
        using var stream = await StreamCalls.SendAsync(client, StreamCalls.Body);

        await ActAsync(visitor, "revoke", secret);
        host.Clock.Advance(Second);
        using var next = await client.ChatAsync();
        gate.Open();

        Assert.EndsWith("data: [DONE]\n\n", await stream.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await next.MustBeOpenAiErrorAsync(401, "keys.revoked");
    }

    private static async Task ActAsync(HttpClient visitor, string act, string secret)
    {
        var path = $"api/keys/{LimitCalls.IdOf(secret)}";
        using var response = act switch
        {
            "revoke" => await visitor.DeleteAsync(new Uri(path, UriKind.Relative)),
            "rotate" => await visitor.PostJsonAsync($"{path}/rotate", """{"overlapSeconds":0,"acceptsTerms":true}"""),
            _ => await visitor.PostAsync(new Uri($"{path}/{act}", UriKind.Relative), null),
        };
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
