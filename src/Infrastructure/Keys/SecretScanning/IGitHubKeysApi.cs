using System.Text.Json.Serialization;
using Refit;

namespace AkashChat.Infrastructure.Keys.SecretScanning;

/// <summary>GitHub's list of the public keys with which it signs what its secret scanning finds.</summary>
internal interface IGitHubKeysApi
{
    /// <summary>The list; the whole address is the setting.</summary>
    [Get("")]
    Task<GitHubKeyList> ListAsync(CancellationToken cancellationToken);
}

/// <summary>The list as GitHub sends it.</summary>
/// <param name="PublicKeys">The keys.</param>
internal sealed record GitHubKeyList([property: JsonPropertyName("public_keys")] IReadOnlyList<GitHubKey?>? PublicKeys);

/// <summary>A key as GitHub sends it.</summary>
/// <param name="Identifier">Its name, which messages refer to.</param>
/// <param name="Pem">The key: ECDSA on the curve P-256, in PEM.</param>
internal sealed record GitHubKey(
    [property: JsonPropertyName("key_identifier")] string? Identifier, [property: JsonPropertyName("key")] string? Pem);
