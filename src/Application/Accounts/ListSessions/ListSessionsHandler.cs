using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Accounts.ListSessions;

internal sealed class ListSessionsHandler(ISessionStore sessions) : IQueryHandler<ListSessionsQuery, IReadOnlyList<SessionView>>
{
    public async Task<Result<IReadOnlyList<SessionView>>> Handle(ListSessionsQuery query, CancellationToken cancellationToken)
    {
        var current = query.Current?.Hash;
        var live = await sessions.ListAsync(query.Visitor.UserId, cancellationToken);
        return live.Select(session => new SessionView(session.CreatedAt, session.ExpiresAt, session.TokenHash == current)).ToArray();
    }
}
