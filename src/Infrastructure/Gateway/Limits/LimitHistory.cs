using AkashChat.Application.Catalog;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Usage;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;

namespace AkashChat.Infrastructure.Gateway.Limits;

/// <summary>Asks the usage records.</summary>
internal sealed class LimitHistory(IUsageTotals totals, IModelCatalog catalog) : ILimitHistory
{
    private const char Wildcard = '*';

    public async ValueTask<long> SumAsync(LimitCounter counter, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var model = counter.Level == LimitLevel.Model ? counter.Subject : counter.Model;
        var total = model?.Contains(Wildcard, StringComparison.Ordinal) == true
            ? await SumOfPatternAsync(counter, model, from, to, cancellationToken)
            : await totals.SumAsync(SubjectOf(counter), model, from, to, cancellationToken);
        return counter.Measure switch
        {
            LimitMeasure.Requests => total.Requests,
            LimitMeasure.Tokens => total.CountedTokens,
            LimitMeasure.Money => total.MicroUsd,
            _ => 0,
        };
    }

    // Records have the names that the wildcard matched; which it matches, and no other does better, the catalog knows.
    private async Task<UsageTotal> SumOfPatternAsync(
        LimitCounter counter, string pattern, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var table = catalog.Current;
        var models = await totals.SumByModelAsync(SubjectOf(counter), from, to, cancellationToken);
        return models
            .Where(model => table.Find(model.Model)?.Pattern == pattern)
            .Aggregate(default(UsageTotal), (sum, model) => sum.Plus(model.Total));
    }

    private static UsageSubject SubjectOf(LimitCounter counter) => counter.Level switch
    {
        LimitLevel.Key => UsageSubject.Key(counter.Subject),
        LimitLevel.User => UsageSubject.User(new UserId(Guid.ParseExact(counter.Subject, "N"))),
        LimitLevel.Team => UsageSubject.Team(counter.Subject),
        _ => UsageSubject.Service,
    };
}
