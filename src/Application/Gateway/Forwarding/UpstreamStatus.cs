using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Reads a model server's status: what is the caller's affair, and what is ours.</summary>
internal static class UpstreamStatus
{
    /// <summary>Whether the answer is about the caller's request, so that it is passed on as it is.</summary>
    public static bool IsForCaller(int status) => status is (>= 200 and < 300) or 400 or 413 or 415 or 422;

    /// <summary>What went wrong. The server's own words are not repeated: they may name addresses or keys.</summary>
    public static AttemptFailure ToFailure(int status, TimeSpan? retryAfter) => status switch
    {
        429 => new(FailureKind.RateLimit, GatewayErrors.UpstreamBusy with { RetryAfter = retryAfter ?? TimeSpan.FromSeconds(1) }, retryAfter),
        503 => new(FailureKind.ServiceUnavailable, GatewayErrors.UpstreamFailed with { RetryAfter = retryAfter }, retryAfter),
        408 or 504 => new(FailureKind.Timeout, GatewayErrors.UpstreamTimeout),
        >= 500 => new(FailureKind.InternalServerError, GatewayErrors.UpstreamFailed),
        401 => new(FailureKind.Authentication, GatewayErrors.UpstreamRefused),
        400 or 413 or 415 or 422 => new(FailureKind.BadRequest, GatewayErrors.UpstreamRejected),
        _ => new(FailureKind.NotFound, GatewayErrors.UpstreamRefused),
    };
}
