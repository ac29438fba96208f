using AkashChat.Application.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Backend;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.ClaimApiKey;

internal sealed class ClaimApiKeyHandler(
    ChallengeVerifier challenges,
    ChallengeTurn turns,
    ActGuard guard,
    ITeamStore teams,
    IUserStore users,
    ConsentRecorder consents,
    IKeyStore keys,
    ISessionStore sessions,
    IAuditLog audit,
    KeyChanges changes,
    KeyPolicies policies,
    TimeProvider clock)
    : ICommandHandler<ClaimApiKeyCommand, ClaimedApiKey>
{
    public async Task<Result<ClaimedApiKey>> Handle(ClaimApiKeyCommand command, CancellationToken cancellationToken)
    {
        using var turn = await turns.EnterAsync(command.Answer, command.Network, cancellationToken);
        var now = clock.GetUtcNow();
        var policy = policies.Permissionless;
        if (policy.HasEndedAt(now))
        {
            return KeyErrors.IssuingEnded;
        }

        if (await changes.CheckAsync(cancellationToken) is { } away)
        {
            return away;
        }

        // The challenge comes first: who has not paid uses up nobody's allowance.
        if (await challenges.SpendAsync(command.Answer, command.Network, now, cancellationToken) is { } unpaid)
        {
            return unpaid;
        }

        if (await guard.RefuseAsync(GuardedAct.Issuing, null, command.Network, countService: true, cancellationToken) is { } tooOften)
        {
            return tooOften;
        }

        var team = await teams.GetAsync(Tier.Permissionless, cancellationToken);
        var recovery = RecoveryCode.Generate();
        var user = User.OpenPermissionless(team, command.Purpose, recovery, now);
        var secret = KeySecret.Generate(ApiKeyId.New());
        var key = ApiKey.Issue(user, command.KeyName, secret, policy, slot: 0, now);
        var token = SessionToken.Generate();
        var session = Session.Start(user.Id, token, now);

        users.Add(user);
        keys.Add(key);
        Agree(user, command, now);
        audit.Add(AuditEntry.Of(new Visitor(user.Id, command.Network), AuditActions.KeyIssued, now, key.Id.Value));
        await sessions.AddAsync(session, cancellationToken);
        var saved = await changes.IssueAsync(key, user, secret, cancellationToken);

        return saved.IsSuccess
            ? new ClaimedApiKey(user.Id, team.Id, secret, KeyView.Of(key, policy, now), recovery, token, session.ExpiresAt)
            : saved.Error;
    }

    private void Agree(User user, ClaimApiKeyCommand command, DateTimeOffset now)
    {
        var visitor = new Visitor(user.Id, command.Network);
        var history = new ConsentHistory(user.Id, []);
        audit.Add(AuditEntry.Of(visitor, AuditActions.UserOpened, now, detail: nameof(Tier.Permissionless)));
        consents.Record(visitor, history, ConsentKind.Terms, given: true, now);
        if (command.AcceptsMessages)
        {
            consents.Record(visitor, history, ConsentKind.Messages, given: true, now);
        }
    }
}
