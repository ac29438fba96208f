namespace AkashChat.Domain.Catalog;

/// <summary>What went wrong with one attempt, as far as retries, cooldowns and fallbacks treat it differently (LiteLLM's error classes).</summary>
public enum FailureKind
{
    /// <summary>The request is at fault; no other deployment would take it.</summary>
    BadRequest,

    /// <summary>The request does not fit into the model's context window.</summary>
    ContextWindow,

    /// <summary>The model's content policy forbids the request.</summary>
    ContentPolicy,

    /// <summary>The server refuses our key (401).</summary>
    Authentication,

    /// <summary>The server does not know the model or the route (403, 404 and other refusals).</summary>
    NotFound,

    /// <summary>The server is over a limit of its own (429), also when it says so behind a 200.</summary>
    RateLimit,

    /// <summary>The server did not answer in time (408, 504, or our own deadline).</summary>
    Timeout,

    /// <summary>The server failed (500 and above), also when it says so behind a 200.</summary>
    InternalServerError,

    /// <summary>The server says that it cannot answer now (503).</summary>
    ServiceUnavailable,

    /// <summary>The server cannot be reached.</summary>
    Unreachable,

    /// <summary>The server's answer broke off or is damaged.</summary>
    BadGateway,
}
