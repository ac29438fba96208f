using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Catalog;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>What a request says about its own way in its headers.</summary>
public sealed class ControlHeaderTests : IAsyncLifetime
{
    private ScriptedUpstream _upstream = null!;
    private Fleet _fleet = null!;

    public async Task InitializeAsync() => (_upstream, _fleet) = (await ScriptedUpstream.StartAsync(), await Fleet.StartAsync());

    public async Task DisposeAsync()
    {
        await _fleet.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("x-litellm-timeout", "soon")]
    [InlineData("x-litellm-timeout", "0")]
    [InlineData("x-litellm-timeout", "86401")]
    [InlineData("x-litellm-timeout", "NaN")]
    [InlineData("x-litellm-num-retries", "-1")]
    [InlineData("x-litellm-num-retries", "11")]
    [InlineData("x-litellm-num-retries", "1.5")]
    [InlineData("x-litellm-tags", "1,2,3,4,5,6,7,8,9,10,11")]
    public async Task HeaderThatMakesNoSense_IsRefusedAndNamed(string name, string value)
    {
        Set(RoutingRules.Default);

        using var response = await SendAsync(name, value);

        await response.MustBeOpenAiErrorAsync(400, "gateway.field_wrong_type", name);
        Assert.Empty(_upstream.Requests);
    }

    [Fact]
    public async Task Header_ComesBeforeTheBodysMember()
    {
        Set(new RoutingRules { Cooldown = new CooldownRules { IsOff = true } });
        _upstream.Script = Scripts.ServerError();

        using var response = await SendAsync("x-litellm-num-retries", "1", ",\"num_retries\":0");

        Assert.Equal("2", response.Header("x-akashchat-attempts"));
    }

    [Fact]
    public async Task Tags_ChooseTheDeployment()
    {
        Set(new RoutingRules { TagFiltering = true });

        for (var number = 1; number <= 3; number++)
        {
            using var response = await SendAsync("x-litellm-tags", $" other , tag{number}");
            Assert.Equal($"scripted-{number}", response.Header("x-akashchat-deployment-id"));
        }

        using var none = await SendAsync("x-litellm-tags", "other");
        await none.MustBeOpenAiErrorAsync(400, "gateway.no_deployment_for_tags", "tags");
    }

    [Fact]
    public async Task Session_StaysWithItsDeployment()
    {
        Set(new RoutingRules { Affinity = true });
        var homes = new HashSet<string?>();
        for (var session = 0; session < 40; session++)
        {
            var seen = new HashSet<string?>();
            for (var turn = 0; turn < 3; turn++)
            {
                using var response = await SendAsync("x-litellm-session-id", $"session {session}", $",\"n\":{turn}");
                seen.Add(response.Header("x-akashchat-deployment-id"));
            }

            homes.Add(Assert.Single(seen));
        }

        Assert.Equal(3, homes.Count);
    }

    private void Set(RoutingRules rules) =>
        _fleet.Set(rules, Enumerable.Range(1, 3).Select(number => ADeployment.Of(at: _upstream.ApiBase, number: number) with { Tags = [$"tag{number}"] }));

    private async Task<HttpResponseMessage> SendAsync(string header, string value, string members = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions")
        {
            Content = Json.Body($$"""{"model":"scripted","messages":[]{{members}}}"""),
        };
        request.Headers.Add(header, value);
        return await _fleet.Client.SendAsync(request);
    }
}
