namespace AkashChat.Infrastructure.Gateway.LiteLlm;

/// <summary>The proxy could not be asked for something that has no other answer: whoever asked hears that a store is away.</summary>
internal sealed class BackendOutageException() : TimeoutException("The LiteLLM proxy does not answer.");
