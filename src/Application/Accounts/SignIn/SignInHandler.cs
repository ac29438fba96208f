using AkashChat.Application.Common;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Accounts.SignIn;

internal sealed class SignInHandler(
    ActGuard guard,
    ITeamStore teams,
    IUserStore users,
    ISessionStore sessions,
    IAuditLog audit,
    IUnitOfWork unitOfWork,
    TimeProvider clock)
    : ICommandHandler<SignInCommand, SignedIn>
{
    public async Task<Result<SignedIn>> Handle(SignInCommand command, CancellationToken cancellationToken)
    {
        var known = await users.FindBySubjectAsync(command.Identity.Issuer, command.Identity.Subject, cancellationToken);
        if (await guard.RefuseAsync(GuardedAct.SignIn, known?.Id, command.Network, countService: true, cancellationToken) is { } tooOften)
        {
            return tooOften;
        }

        // One token for all rounds: a store that keeps sessions at once then has one of this sign-in, and none that nobody holds.
        var token = SessionToken.Generate();

        // Of two first sign-ins at the same moment one opens the account, and the other one finds it when it looks again.
        return await unitOfWork.RepeatIfLostAsync(
            () => StartAsync(command, token, clock.GetUtcNow(), cancellationToken), AccountErrors.IdentityTaken, CommonErrors.ChangedMeanwhile);
    }

    private async Task<Result<SignedIn>> StartAsync(
        SignInCommand command, SessionToken token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var user = await FindOrOpenAsync(command, now, cancellationToken);
        var session = Session.Start(user.Id, token, now);
        audit.Add(AuditEntry.Of(new Visitor(user.Id, command.Network), AuditActions.UserSignedIn, now));
        await sessions.AddAsync(session, cancellationToken);
        var saved = await unitOfWork.SaveChangesAsync(cancellationToken);
        return saved.IsSuccess ? new SignedIn(user.Id, token, session.ExpiresAt) : saved.Error;
    }

    private async Task<User> FindOrOpenAsync(SignInCommand command, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var identity = command.Identity;
        if (await users.FindBySubjectAsync(identity.Issuer, identity.Subject, cancellationToken) is { } found)
        {
            if (found.Refresh(identity))
            {
                audit.Add(AuditEntry.Of(new Visitor(found.Id, command.Network), AuditActions.UserRefreshed, now));
            }

            return found;
        }

        var user = User.OpenExtended(await teams.GetAsync(Tier.Extended, cancellationToken), identity, now);
        users.Add(user);
        audit.Add(AuditEntry.Of(new Visitor(user.Id, command.Network), AuditActions.UserOpened, now, detail: nameof(Tier.Extended)));
        return user;
    }
}
