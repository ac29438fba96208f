namespace AkashChat.Domain.Common;

/// <summary>What sort of failure an <see cref="Error"/> is; the outer shells map each kind to one status.</summary>
public enum ErrorKind
{
    /// <summary>The request is wrong in itself (400).</summary>
    Invalid,

    /// <summary>Nobody, or nobody we know, is asking (401).</summary>
    Unauthenticated,

    /// <summary>We know who asks, and the answer is no (403).</summary>
    Forbidden,

    /// <summary>There is no such thing, or it is somebody else's (404).</summary>
    NotFound,

    /// <summary>The route exists, but not for this method (405).</summary>
    MethodNotAllowed,

    /// <summary>The body comes too slowly (408).</summary>
    TooSlow,

    /// <summary>The request contradicts what is already so (409).</summary>
    Conflict,

    /// <summary>The body is over the limit (413).</summary>
    TooLarge,

    /// <summary>The body is of a type we do not read (415).</summary>
    UnsupportedMediaType,

    /// <summary>Too much in too short a time (429).</summary>
    RateLimited,

    /// <summary>The headers are over the limit (431).</summary>
    HeadersTooLarge,

    /// <summary>A defect of ours (500).</summary>
    Unexpected,

    /// <summary>A model server failed (502).</summary>
    Upstream,

    /// <summary>Something we need is away for the moment (503).</summary>
    Unavailable,

    /// <summary>A model server did not answer in time (504).</summary>
    Timeout,
}
