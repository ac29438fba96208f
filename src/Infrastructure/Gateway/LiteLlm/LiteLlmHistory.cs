using System.Runtime.CompilerServices;
using AkashChat.Application.Usage;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Usage;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Infrastructure.Gateway.LiteLlm;

/// <summary>A user's calls as the proxy has recorded them.</summary>
internal sealed class LiteLlmHistory(LiteLlmCalls calls, AppDbContext database, TimeProvider clock) : IUsageHistory
{
    private const int PageSize = 1_000;

    // Their calls are named by words of their own.
    private static readonly Dictionary<string, string> Routes = new(StringComparer.Ordinal)
    {
        ["acompletion"] = "chat/completions",
        ["completion"] = "chat/completions",
        ["atext_completion"] = "completions",
        ["aembedding"] = "embeddings",
        ["embedding"] = "embeddings",
    };

    public async IAsyncEnumerable<UsageRecord> StreamAsync(UserId userId)
    {
        var keys = await database.ApiKeys.AsNoTracking().Where(key => key.UserId == userId).ToListAsync();
        var ids = keys.SelectMany(key => key.AllHashes.Select(hash => (hash, key.Id.Value))).ToDictionary(pair => pair.hash, pair => pair.Value, StringComparer.Ordinal);
        await foreach (var row in RowsAsync(userId, CancellationToken.None))
        {
            yield return ToRecord(row, userId, ids);
        }
    }

    private async IAsyncEnumerable<SpendRow> RowsAsync(UserId userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (from, to) = ("2020-01-01", clock.GetUtcNow().AddDays(1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        for (var page = 1; ; page++)
        {
            var answer = await calls.AskAsync(
                (api, cancel) => api.ListSpendAsync(userId.ToString(), from, to, page, PageSize, "asc", cancel), rows => rows.Data is not null, cancellationToken);
            if (answer.Content is not { } found)
            {
                if (page > 1)
                {
                    throw new BackendOutageException();
                }

                break;
            }

            foreach (var row in found.Data!)
            {
                yield return row;
            }

            if (page >= (found.TotalPages ?? 0))
            {
                yield break;
            }
        }

        // Older versions have only the route that tells everything at once.
        var all = await calls.AskAsync((api, cancel) => api.ListAllSpendAsync(userId.ToString(), cancel), _ => true, cancellationToken);
        foreach (var row in all.Content ?? throw new BackendOutageException())
        {
            yield return row;
        }
    }

    private static UsageRecord ToRecord(SpendRow row, UserId userId, Dictionary<string, string> ids)
    {
        var startedAt = row.StartTime ?? default;
        var failed = row.Status == "failure";
        return new UsageRecord
        {
            // Theirs is a text; ours sorts by time.
            Id = Guid.CreateVersion7(startedAt == default ? DateTimeOffset.UnixEpoch : startedAt),
            KeyId = ids.GetValueOrDefault(row.ApiKey ?? string.Empty, UsageRecord.ErasedKeyId),
            UserId = userId.Value,
            TeamId = row.TeamId ?? string.Empty,
            StartedAt = startedAt,
            Route = Routes.GetValueOrDefault(row.CallType ?? string.Empty, row.CallType ?? string.Empty),
            Model = row.ModelGroup ?? row.Model ?? string.Empty,
            DeploymentId = row.ModelId ?? string.Empty,
            Streamed = false,
            Status = failed ? 500 : 200,
            Outcome = failed ? UsageOutcome.Failed : UsageOutcome.Completed,
            PromptTokens = row.PromptTokens,
            CompletionTokens = row.CompletionTokens,
            CostMicroUsd = (long)Math.Round(row.Spend * 1_000_000m),
            LatencyMicroseconds = (long)((row.EndTime - row.StartTime)?.TotalMicroseconds ?? 0),
            FirstByteMicroseconds = (long?)(row.CompletionStartTime - row.StartTime)?.TotalMicroseconds,
        };
    }
}
