using System.Text.Json.Serialization;
using AkashChat.Application.Keys.StopScannedKeys;

namespace AkashChat.Api.Keys;

/// <summary>What became of one finding, in GitHub's words.</summary>
/// <param name="TokenHash">SHA-256 of the found text, in lower-case hex.</param>
/// <param name="TokenType">What GitHub calls texts of this form.</param>
/// <param name="Label">true_positive: it was a key of this service, and is stopped now; false_positive: it was none.</param>
internal sealed record ScannedKeyResponse(
    [property: JsonPropertyName("token_hash")] string TokenHash,
    [property: JsonPropertyName("token_type")] string? TokenType,
    [property: JsonPropertyName("label")] string Label)
{
    internal static ScannedKeyResponse Of(ScannedKey scanned) =>
        new(scanned.Hash, scanned.Type, scanned.IsKey ? "true_positive" : "false_positive");
}
