using System.Globalization;
using AkashChat.Application.Usage;
using AkashChat.Application.Usage.GetKeyUsage;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Infrastructure.Gateway.LiteLlm;

/// <summary>A key's usage as the proxy has counted it: of all secrets that the key has had.</summary>
internal sealed class LiteLlmUsage(LiteLlmCalls calls, IServiceScopeFactory scopes) : IUsageReader, IUsageTotals
{
    private const int PageSize = 1_000;

    // More pages than thirty days of one person can have; a proxy that counts wrong must not keep us forever.
    private const int MaxPages = 100;

    public async Task<IReadOnlyList<UsageDay>?> ListDaysAsync(ApiKeyId keyId, DateOnly since, CancellationToken cancellationToken) =>
        await ReadAsync(keyId, since, DateOnly.MaxValue, cancellationToken);

    // By the day, of a key, of all models: nobody asks a proxy that enforces by itself for more.
    public async Task<UsageTotal> SumAsync(
        UsageSubject subject, string? model, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        if (subject.Kind != UsageSubjectKind.Key || model is not null)
        {
            throw new NotSupportedException("The proxy is asked for whole keys alone.");
        }

        var days = await ReadAsync(
            new ApiKeyId(subject.Id), DateOnly.FromDateTime(from.UtcDateTime), DateOnly.FromDateTime(to.UtcDateTime).AddDays(-1), cancellationToken);
        return days is null
            ? throw new BackendOutageException()
            : days.Aggregate(default(UsageTotal), (sum, day) => sum.Plus(
                new UsageTotal(day.Requests, day.PromptTokens, day.CompletionTokens, day.PromptTokens + day.CompletionTokens, day.CostMicroUsd ?? 0)));
    }

    public Task<IReadOnlyList<(string Model, UsageTotal Total)>> SumByModelAsync(
        UsageSubject subject, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The proxy is asked for whole keys alone.");

    private async Task<UsageDay[]?> ReadAsync(ApiKeyId keyId, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        ApiKey? key;
        await using (var scope = scopes.CreateAsyncScope())
        {
            key = await scope.ServiceProvider.GetRequiredService<AppDbContext>().ApiKeys.AsNoTracking().SingleOrDefaultAsync(one => one.Id == keyId, cancellationToken);
        }

        if (key is null)
        {
            return [];
        }

        var hashes = key.AllHashes.ToHashSet(StringComparer.Ordinal);
        var days = new Dictionary<DateOnly, UsageDay>();
        var last = to == DateOnly.MaxValue ? from.AddDays(GetKeyUsageQuery.Days) : to;
        for (var page = 1; page <= MaxPages; page++)
        {
            var answer = await calls.AskAsync(
                (api, cancel) => api.ListActivityAsync(key.UserId.ToString(), Text(from), Text(last), page, PageSize, cancel), activity => activity.Results is not null, cancellationToken);
            if (answer.Content is not { } activity)
            {
                return null;
            }

            foreach (var day in activity.Results!)
            {
                Add(days, day, hashes);
            }

            if (activity.Metadata?.HasMore != true)
            {
                break;
            }
        }

        return [.. days.Values.Where(day => day.Requests > 0).OrderByDescending(day => day.Day)];
    }

    // A day may go on on the next page.
    private static void Add(Dictionary<DateOnly, UsageDay> days, ActivityDay day, HashSet<string> hashes)
    {
        foreach (var (hash, entry) in day.Breakdown?.ApiKeys ?? new Dictionary<string, ActivityEntry>())
        {
            if (hashes.Contains(hash) && entry.Metrics is { } metrics)
            {
                var sum = days.GetValueOrDefault(day.Date) ?? new UsageDay(day.Date, 0, 0, 0, 0);
                days[day.Date] = sum with
                {
                    Requests = sum.Requests + metrics.ApiRequests,
                    PromptTokens = sum.PromptTokens + metrics.PromptTokens,
                    CompletionTokens = sum.CompletionTokens + metrics.CompletionTokens,
                    CostMicroUsd = sum.CostMicroUsd + (long)Math.Round(metrics.Spend * 1_000_000m),
                };
            }
        }
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
