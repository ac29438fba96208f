using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Infrastructure.Catalog;
using AkashChat.Infrastructure.Gateway;
using AkashChat.TestKit.Builders;

namespace AkashChat.Infrastructure.Tests.Gateway;

public sealed class UpstreamTargetTests
{
    [Fact]
    public void Headers_AreKeyOrganizationAndTheOperatorsOwnWhichWin()
    {
        var target = UpstreamTarget.Of(
            ADeployment.Of() with { Organization = "org", ExtraHeaders = [new("x-team", "blue"), new("authorization", "Basic other")] }, GatewayRoute.Embeddings);

        Assert.EndsWith("/v1/embeddings", target.Address.AbsoluteUri, StringComparison.Ordinal);
        var headers = target.Headers.ToDictionary(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase);
        Assert.Equal(("Basic other", "org", "blue"), (headers["Authorization"], headers["OpenAI-Organization"], headers["x-team"]));
        Assert.StartsWith("AkashChat/", headers["User-Agent"], StringComparison.Ordinal);
        Assert.Equal(4, target.Headers.Length);
    }

    [Fact]
    public void AzuresPath_NamesDeploymentAndVersionEscaped()
    {
        var azure = Providers.Of("azure/x")!.Value.Profile;

        var target = UpstreamTarget.Of(
            ADeployment.Of(at: new Uri("https://a.example"), upstreamModel: "a/b c") with { Provider = azure, ApiVersion = "2024&x" }, GatewayRoute.ImageEdits);

        Assert.Equal("https://a.example/openai/deployments/a%2Fb%20c/images/edits?api-version=2024%26x", target.Address.AbsoluteUri);
        Assert.Contains(target.Headers, header => header is { Key: "api-key", Value: "sk-upstream-test" });
        Assert.DoesNotContain("sk-upstream", target.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Target_IsWorkedOutOncePerDeploymentAndRoute()
    {
        var targets = new UpstreamTargets((_, _) => null);
        var deployment = ADeployment.Of();

        Assert.Same(targets.Of(deployment, GatewayRoute.Speech), targets.Of(deployment, GatewayRoute.Speech));
        Assert.NotSame(targets.Of(deployment, GatewayRoute.Speech), targets.Of(deployment, GatewayRoute.Rerank));
        Assert.NotSame(targets.Of(deployment, GatewayRoute.Speech), targets.Of(deployment with { }, GatewayRoute.Speech));
    }
}
