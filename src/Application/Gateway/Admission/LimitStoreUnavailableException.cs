namespace AkashChat.Application.Gateway.Admission;

/// <summary>The store of the limits does not answer, and the operator wants nothing admitted without it.</summary>
public sealed class LimitStoreUnavailableException() : TimeoutException("The store of the limits does not answer.");
