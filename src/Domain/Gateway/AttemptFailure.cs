using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;

namespace AkashChat.Domain.Gateway;

/// <summary>What went wrong with one attempt.</summary>
/// <param name="Kind">What sort of failure it is.</param>
/// <param name="Error">What the caller is told if nothing else works.</param>
/// <param name="RetryAfter">How long the server asks to be left alone; null: it does not say.</param>
public sealed record AttemptFailure(FailureKind Kind, Error Error, TimeSpan? RetryAfter = null)
{
    /// <summary>Whether another deployment could do better.</summary>
    public bool CanFailOver => Kind is not (FailureKind.BadRequest or FailureKind.ContextWindow or FailureKind.ContentPolicy);

    /// <summary>Whether it speaks against the server. A caller must not be able to close a server to others by asking for what it lacks.</summary>
    public bool IsServersFault => CanFailOver && Kind is not FailureKind.NotFound;

    /// <summary>Whether it may be the request that makes servers fail; then only the first of several is blamed, until another one answers it.</summary>
    public bool MayBeTheRequests => Kind is FailureKind.InternalServerError or FailureKind.BadGateway or FailureKind.Timeout;

    /// <summary>Whether the same deployment could do better a moment later. One that asks to be left alone is.</summary>
    public bool CanRepeat => RetryAfter is null
        && Kind is FailureKind.Timeout or FailureKind.InternalServerError or FailureKind.ServiceUnavailable or FailureKind.BadGateway;
}
