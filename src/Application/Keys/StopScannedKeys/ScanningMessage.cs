using System.Text.Json;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.StopScannedKeys;

/// <summary>Reads GitHub's messages: a JSON array of findings. Where something was found is none of our business, and is not read.</summary>
internal static class ScanningMessage
{
    /// <summary>The most findings in one message; each may cost a look into the store.</summary>
    internal const int MaxFindings = 500;

    internal static Result<IReadOnlyList<Finding>> Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var findings = JsonSerializer.Deserialize<List<Finding?>>(body, JsonSerializerOptions.Web);
            return findings is null ? KeyErrors.ScanningMessageInvalid
                : findings.Count > MaxFindings ? CommonErrors.BodyTooLarge
                : Result<IReadOnlyList<Finding>>.Success([.. findings.OfType<Finding>()]);
        }
        catch (JsonException)
        {
            return KeyErrors.ScanningMessageInvalid;
        }
    }

    /// <summary>A text that looks like a key. A class and no record, which would print it.</summary>
    internal sealed class Finding
    {
        public string? Token { get; init; }

        public string? Type { get; init; }
    }
}
