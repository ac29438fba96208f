using AkashChat.Infrastructure.Catalog;

namespace AkashChat.Infrastructure.Tests.Catalog;

public sealed class ProvidersTests
{
    [Theory]
    [InlineData("groq/llama-3.3-70b", "groq", "llama-3.3-70b", "https://api.groq.com/openai/v1/")]
    [InlineData("openrouter/meta-llama/llama-3.3", "openrouter", "meta-llama/llama-3.3", "https://openrouter.ai/api/v1/")]
    [InlineData("anthropic/claude", "anthropic", "claude", "https://api.anthropic.com/v1/")]
    [InlineData("gemini/gemini-2.5-flash", "gemini", "gemini-2.5-flash", "https://generativelanguage.googleapis.com/v1beta/openai/")]
    [InlineData("ollama/llama3", "ollama", "llama3", "http://127.0.0.1:11434/v1/")]
    public void Prefix_NamesTheServerAndItsAddress(string model, string provider, string upstreamModel, string address)
    {
        var file = Read($"model: {model}");

        Assert.Empty(file.Faults);
        var deployment = Assert.Single(file.Deployments);
        Assert.Equal((provider, upstreamModel, address), (deployment.Provider.Name, deployment.UpstreamModel, deployment.BaseAddress.ToString()));
    }

    [Theory]
    [InlineData("ollama/llama3", "http://gpu:11434", "http://gpu:11434/v1/")]
    [InlineData("ollama/llama3", "http://gpu:11434/v1/", "http://gpu:11434/v1/")]
    [InlineData("tgi/llama3", "http://gpu:3000/", "http://gpu:3000/v1/")]
    [InlineData("hosted_vllm/llama3", "http://gpu:8000", "http://gpu:8000/")]
    [InlineData("sglang/llama3", "http://gpu:30000/v1", "http://gpu:30000/v1/")]
    public void AddressThatIsGiven_GetsTheEndThatTheServerHas(string model, string given, string address) =>
        Assert.Equal(address, Assert.Single(Read($"model: {model}\n      api_base: {given}").Deployments).BaseAddress.ToString());

    [Theory]
    [InlineData("hosted_vllm/x", "api_base")]
    [InlineData("sglang/x", "api_base")]
    [InlineData("azure/x", "api_base")]
    [InlineData("azure/x\n      api_base: https://a.openai.azure.com", "api_version")]
    public void WhatAServerNeeds_IsDemanded(string model, string missing) =>
        Assert.Contains(missing, Assert.Single(Read($"model: {model}").Faults).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("bedrock/x")]
    [InlineData("openai/")]
    [InlineData("/x")]
    public void UnknownPrefix_IsAFaultThatListsTheKnownOnes(string model)
    {
        var fault = Assert.Single(Read($"model: {model}").Faults).Text;

        Assert.Contains("anthropic/, azure/", fault, StringComparison.Ordinal);
        Assert.Contains("xai/", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void VersionWithoutEffect_IsAWarning() =>
        Assert.Contains("api_version", Assert.Single(Read("model: groq/x\n      api_version: 1").Warnings).Text, StringComparison.Ordinal);

    private static ConfigFile Read(string parameters) =>
        ConfigFileReader.Read($"model_list:\n  - model_name: a\n    litellm_params:\n      {parameters}\n", _ => null);
}
