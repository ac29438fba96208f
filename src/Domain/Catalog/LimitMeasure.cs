namespace AkashChat.Domain.Catalog;

/// <summary>What a limit counts.</summary>
public enum LimitMeasure
{
    /// <summary>Requests that are open at the same moment; such a limit has no window.</summary>
    Parallel = 0,

    /// <summary>Requests that begin.</summary>
    Requests = 1,

    /// <summary>Tokens, read and written together.</summary>
    Tokens = 2,

    /// <summary>Money, in µUSD.</summary>
    Money = 3,
}
