namespace AkashChat.Domain.Usage;

/// <summary>How a request ended.</summary>
public enum UsageOutcome
{
    /// <summary>The caller got the whole answer.</summary>
    Completed = 0,

    /// <summary>The caller got an error; nothing was delivered.</summary>
    Failed = 1,

    /// <summary>The caller left before the end.</summary>
    Aborted = 2,

    /// <summary>The model server broke off; the caller got a part and an error event.</summary>
    Partial = 3,

    /// <summary>The gateway itself ended in the middle; what the request cost is an estimate.</summary>
    Interrupted = 4,
}
