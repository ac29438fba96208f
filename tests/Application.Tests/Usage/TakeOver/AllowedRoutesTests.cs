using AkashChat.Application.Usage.TakeOver;

namespace AkashChat.Application.Tests.Usage.TakeOver;

public sealed class AllowedRoutesTests
{
    [Theory]
    [InlineData(RouteScope.All)]
    [InlineData(RouteScope.All, "llm_api_routes")]
    [InlineData(RouteScope.All, "management_routes", "openai_routes")]
    [InlineData(RouteScope.All, "*")]
    [InlineData(RouteScope.All, "/v1/*")]
    [InlineData(RouteScope.All, "/v1")]
    [InlineData(RouteScope.All, "/v1/chat", "/completions", "/v1/embeddings", "/responses", "/moderations", "/images/*", "/audio", "/v1/rerank")]
    [InlineData(RouteScope.Some, "/v1/chat/completions", "/completions", "/v1/embeddings")]
    [InlineData(RouteScope.Some, "/v1/chat/completions")]
    [InlineData(RouteScope.Some, "/chat/*", "/key/info")]
    [InlineData(RouteScope.None, "management_routes")]
    [InlineData(RouteScope.None, "info_routes", "/key/generate")]
    [InlineData(RouteScope.None, "/v1/chat/completions/more", "/v1/embed")]
    public void Routes_AreReadAsTheProxyReadsThem(object scope, params string[] routes) => Assert.Equal(scope, AllowedRoutes.Of(routes));
}
