using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Accounts.RenewSession;

internal sealed class RenewSessionHandler(ISessionStore sessions, IUserStore users, TimeProvider clock)
    : ICommandHandler<RenewSessionCommand, RenewedSession>
{
    public async Task<Result<RenewedSession>> Handle(RenewSessionCommand command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var session = await sessions.FindAsync(command.Token.Hash, cancellationToken);
        if (session is null || !session.IsActiveAt(now))
        {
            return AccountErrors.NotSignedIn;
        }

        // Redis knows no foreign keys: a session can outlive its user there, or come from a claim that failed half-way.
        if (!await users.ExistsAsync(session.UserId, cancellationToken))
        {
            return AccountErrors.NotSignedIn;
        }

        var moved = session.Renew(now);
        if (moved && !await sessions.RenewAsync(session, cancellationToken))
        {
            return AccountErrors.NotSignedIn;
        }

        return new RenewedSession(session.UserId, session.ExpiresAt, moved);
    }
}
