using System.Collections.Frozen;
using System.Security.Cryptography;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using Microsoft.Extensions.Logging;
using Refit;

namespace AkashChat.Infrastructure.Keys.SecretScanning;

/// <summary>GitHub's public keys, remembered for an hour.</summary>
/// <remarks>
/// A key that is not in the list may be new: then the list is read again, but not if it is younger than five minutes, since
/// anybody can name keys that never were. After a failure nobody asks for a minute: GitHub allows strangers 60 reads an hour.
/// </remarks>
internal sealed partial class GitHubKeyRing(IGitHubKeysApi github, TimeProvider clock, ILogger<GitHubKeyRing> logger) : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan MinAge = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _oneReader = new(1);
    private KeyList? _list;
    private long? _failedAt;

    /// <summary>Finds a key.</summary>
    /// <returns>The key as a SubjectPublicKeyInfo; null: GitHub has none of that name. A failure while the list cannot be read.</returns>
    public async Task<Result<byte[]?>> FindAsync(string identifier, CancellationToken cancellationToken)
    {
        if (Answers(identifier, Volatile.Read(ref _list), out var key))
        {
            return key;
        }

        await _oneReader.WaitAsync(cancellationToken);
        try
        {
            // Whoever waited here may find what the one before has read.
            if (Answers(identifier, _list, out key))
            {
                return key;
            }

            return await ReadAsync() is { } list ? list.Keys.GetValueOrDefault(identifier) : KeyErrors.ScanningKeysUnavailable;
        }
        finally
        {
            _oneReader.Release();
        }
    }

    public void Dispose() => _oneReader.Dispose();

    private static bool TryRead(GitHubKey? key, out byte[] publicKey)
    {
        publicKey = [];
        if (key?.Identifier is null || key.Pem is null)
        {
            return false;
        }

        try
        {
            using var parsed = ECDsa.Create();
            parsed.ImportFromPem(key.Pem);
            publicKey = parsed.ExportSubjectPublicKeyInfo();
            return parsed.ExportParameters(false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    private bool Answers(string identifier, KeyList? list, out byte[]? key)
    {
        key = null;
        return list is not null && clock.GetElapsedTime(list.ReadAt) is var age
            && (list.Keys.TryGetValue(identifier, out key) ? age < Lifetime : age < MinAge);
    }

    private async Task<KeyList?> ReadAsync()
    {
        if (_failedAt is { } failed && clock.GetElapsedTime(failed) < Pause)
        {
            return null;
        }

        try
        {
            // Not with the caller's token: who asks and leaves at once would otherwise make us ask GitHub each time.
            var answer = await github.ListAsync(CancellationToken.None);
            var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (var key in answer.PublicKeys ?? [])
            {
                if (TryRead(key, out var publicKey))
                {
                    keys[key!.Identifier!] = publicKey;
                }
            }

            if (keys.Count > 0)
            {
                var list = new KeyList(keys.ToFrozenDictionary(StringComparer.Ordinal), clock.GetTimestamp());
                Volatile.Write(ref _list, list);
                _failedAt = null;
                return list;
            }

            Log.Unreadable(logger, "no key in it");
        }
        catch (Exception exception) when (exception is
            ApiExceptionBase or HttpRequestException or IOException or OperationCanceledException or System.Text.Json.JsonException)
        {
            Log.Unreadable(logger, exception is ApiException { StatusCode: var status } and not ValidationApiException ? $"{(int)status}" : exception.GetType().Name);
        }

        _failedAt = clock.GetTimestamp();
        return null;
    }

    private sealed record KeyList(FrozenDictionary<string, byte[]> Keys, long ReadAt);

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Warning, "GitHub's list of signing keys cannot be read ({Reason}); next try in a minute")]
        public static partial void Unreadable(ILogger logger, string reason);
    }
}
