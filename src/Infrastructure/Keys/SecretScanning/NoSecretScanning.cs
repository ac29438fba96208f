using AkashChat.Application.Keys;
using AkashChat.Domain.Common;

namespace AkashChat.Infrastructure.Keys.SecretScanning;

/// <summary>Takes no messages, where none are configured: the route is as if it were not there.</summary>
internal sealed class NoSecretScanning : ISecretScanningVerifier
{
    public Task<Error?> RefuseAsync(
        ReadOnlyMemory<byte> body, string? keyIdentifier, string? signature, CancellationToken cancellationToken) =>
        Task.FromResult<Error?>(CommonErrors.RouteNotFound);
}
