using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Accounts.GetActCounts;

internal sealed class GetActCountsHandler(AdminOptions admins, IActCounter counter, ActLimits limits, TimeProvider clock)
    : IQueryHandler<GetActCountsQuery, ActCountsView>
{
    public async Task<Result<ActCountsView>> Handle(GetActCountsQuery query, CancellationToken cancellationToken)
    {
        if (admins.Refuse(query.Visitor) is { } refused)
        {
            return refused;
        }

        var day = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var totals = (await counter.TotalsAsync(day, cancellationToken)).ToLookup(total => (total.Act, total.Scope));
        var acts = new List<ActView>();
        foreach (var act in Enum.GetValues<GuardedAct>())
        {
            acts.Add(new ActView(
                act,
                limits.For(act),
                totals[(act, ActScope.Service)].Sum(total => total.Count),
                totals[(act, ActScope.Service)].Sum(total => total.Refused),
                totals[(act, ActScope.Network)].Sum(total => total.Refused),
                totals[(act, ActScope.Person)].Sum(total => total.Refused),
                await counter.LargestAsync(act, ActScope.Network, day, GetActCountsQuery.Most, cancellationToken),
                await counter.LargestAsync(act, ActScope.Person, day, GetActCountsQuery.Most, cancellationToken)));
        }

        return new ActCountsView(day, new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero), acts);
    }
}
