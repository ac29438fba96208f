using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Reads a model server's status: what is the caller's affair, and what is ours.</summary>
internal static class UpstreamStatus
{
    /// <summary>Whether the answer is about the caller's request, so that it is passed on as it is.</summary>
    public static bool IsForCaller(int status) => status is (>= 200 and < 300) or 400 or 413 or 415 or 422;

    /// <summary>What the caller is told of any other answer. The server's own words stay here: they may name addresses or keys.</summary>
    public static Error ToError(UpstreamAnswer response) => response.Status switch
    {
        429 => GatewayErrors.UpstreamBusy with { RetryAfter = response.RetryAfter ?? TimeSpan.FromSeconds(1) },
        503 => GatewayErrors.UpstreamFailed with { RetryAfter = response.RetryAfter },
        408 or 504 => GatewayErrors.UpstreamTimeout,
        >= 500 => GatewayErrors.UpstreamFailed,
        _ => GatewayErrors.UpstreamRefused,
    };
}
