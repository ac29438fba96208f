using System.Data.Common;
using AkashChat.Application.Keys;
using AkashChat.Infrastructure.Persistence;

namespace AkashChat.Infrastructure.Keys;

/// <summary>Writes the policies in force to the audit trail if they differ from those recorded last.</summary>
internal sealed class PolicyRecorder(PolicySummary policies)
{
    internal async Task RecordAsync(DbConnection database, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (previous, text) = await FindLastAsync(database, policies.ToEntry(null, now).Action, cancellationToken);
        if (text == policies.Text)
        {
            return;
        }

        var entry = policies.ToEntry(previous, now);
        await using var insert = database.Command(
            "INSERT INTO audit_entries (id, at, actor, action, detail, network) VALUES (@p0, @p1, @p2, @p3, @p4, @p5) ON CONFLICT DO NOTHING",
            entry.Id,
            entry.At.UtcTicks,
            (int)entry.Actor,
            entry.Action,
            entry.Detail!,
            entry.Network.Prefix);
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<(Guid? Id, string? Text)> FindLastAsync(DbConnection database, string action, CancellationToken cancellationToken)
    {
        await using var select = database.Command(
            "SELECT id, detail FROM audit_entries WHERE user_id IS NULL AND action = @p0 ORDER BY at DESC, id DESC LIMIT 1", action);
        await using var reader = await select.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetGuid(0), reader.GetString(1)) : (null, null);
    }
}
