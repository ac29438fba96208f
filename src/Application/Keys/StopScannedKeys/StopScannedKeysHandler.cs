using System.Security.Cryptography;
using System.Text;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.StopScannedKeys;

internal sealed class StopScannedKeysHandler(ISecretScanningVerifier verifier, LeakedKeys leaked)
    : ICommandHandler<StopScannedKeysCommand, IReadOnlyList<ScannedKey>>
{
    public async Task<Result<IReadOnlyList<ScannedKey>>> Handle(StopScannedKeysCommand command, CancellationToken cancellationToken)
    {
        if (await verifier.RefuseAsync(command.Body, command.KeyIdentifier, command.Signature, cancellationToken) is { } refused)
        {
            return refused;
        }

        var findings = ScanningMessage.Read(command.Body.Span);
        if (!findings.IsSuccess)
        {
            return findings.Error;
        }

        // Not counted as reports of strangers are: all of GitHub's come from one network, and the signature says whose they are.
        // Saved one by one, so that a failure halfway undoes nothing; GitHub sends the message again.
        var reporter = new LeakReporter(AuditActor.GitHub, command.Network);
        var answers = new List<ScannedKey>(findings.Value.Count);
        foreach (var finding in findings.Value)
        {
            if (finding.Token is not { } token)
            {
                continue;
            }

            var isKey = await StopAsync(token, reporter, cancellationToken);
            if (!isKey.IsSuccess)
            {
                return isKey.Error;
            }

            answers.Add(new ScannedKey(HashOf(token), finding.Type, isKey.Value));
        }

        return answers;
    }

    private static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private async Task<Result<bool>> StopAsync(string token, LeakReporter reporter, CancellationToken cancellationToken)
    {
        if (KeySecret.Parse(token.AsSpan().Trim()) is not { } secret)
        {
            return false;
        }

        var stopped = await leaked.StopAsync(secret.Hash, reporter, refuse: null, cancellationToken);
        return stopped.IsSuccess ? true
            : stopped.Error.Code == KeyErrors.LeakUnknown.Code ? false
            : stopped.Error;
    }
}
