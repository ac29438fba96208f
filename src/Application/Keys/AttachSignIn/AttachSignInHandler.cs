using AkashChat.Application.Accounts;
using AkashChat.Application.Accounts.SignIn;
using AkashChat.Application.Common;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Backend;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.AttachSignIn;

/// <summary>User and keys move in one transaction. The user's revision lets one of two attaches through, the unique subject one of two accounts.</summary>
internal sealed class AttachSignInHandler(
    ActGuard guard,
    ITeamStore teams,
    IUserStore users,
    IKeyStore keys,
    ISessionStore sessions,
    IAuditLog audit,
    KeyChanges changes,
    IUnitOfWork unitOfWork,
    KeyPolicies policies,
    TimeProvider clock)
    : ICommandHandler<AttachSignInCommand, SignedIn>
{
    public async Task<Result<SignedIn>> Handle(AttachSignInCommand command, CancellationToken cancellationToken)
    {
        // The account would lose the right to make keys until the address is verified: better nothing changes.
        if (!command.Identity.EmailVerified)
        {
            return AccountErrors.AddressUnverified;
        }

        var visitor = command.Visitor;
        if (await guard.RefuseAsync(GuardedAct.SignIn, visitor.UserId, visitor.Network, countService: true, cancellationToken) is { } tooOften)
        {
            return tooOften;
        }

        var token = SessionToken.Generate();
        var attached = await unitOfWork.RepeatIfLostAsync(
            () => AttachAsync(visitor, command.Identity, token, clock.GetUtcNow(), cancellationToken), CommonErrors.ChangedMeanwhile);
        if (!attached.IsSuccess)
        {
            // A store that keeps sessions at once may have the one of a round that was lost.
            await sessions.DeleteAsync(token.Hash, cancellationToken);
        }

        return attached;
    }

    private async Task<Result<SignedIn>> AttachAsync(
        Visitor visitor, ExternalIdentity identity, SessionToken token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(visitor.UserId, cancellationToken) is not { } user)
        {
            return AccountErrors.NotSignedIn;
        }

        if (user.Subject is not null)
        {
            return AccountErrors.AlreadyAttached;
        }

        if (await users.FindBySubjectAsync(identity.Issuer, identity.Subject, cancellationToken) is not null)
        {
            return AccountErrors.IdentityTaken;
        }

        user.Attach(await teams.GetAsync(Tier.Extended, cancellationToken), identity);
        var owned = await keys.LoadAsync(user.Id, cancellationToken);
        foreach (var key in owned)
        {
            key.MoveTo(user.TeamId, policies.Extended, now);
            audit.Add(AuditEntry.Of(visitor, AuditActions.KeyMoved, now, key.Id.Value, user.TeamId));
        }

        // More may be done with this account from now on: the browser gets a new session, as at every sign-in.
        var session = Session.Start(user.Id, token, now);
        audit.Add(AuditEntry.Of(visitor, AuditActions.UserAttached, now));
        await sessions.AddAsync(session, cancellationToken);
        var saved = await changes.SaveAsync(owned, cancellationToken);

        // The account has moved, even if its keys still wait to.
        return saved.IsSuccess || saved.Error.Code == KeyErrors.BackendPending.Code ? new SignedIn(user.Id, token, session.ExpiresAt) : saved.Error;
    }
}
