using AkashChat.Application.Accounts;
using AkashChat.Application.Common;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.ClaimApiKey;

internal sealed class ClaimApiKeyHandler(
    ChallengeVerifier challenges,
    TicketTurn tickets,
    ITeamStore teams,
    IUserStore users,
    IKeyStore keys,
    ISessionStore sessions,
    IUnitOfWork unitOfWork,
    TimeProvider clock)
    : ICommandHandler<ClaimApiKeyCommand, ClaimedApiKey>
{
    public async Task<Result<ClaimedApiKey>> Handle(ClaimApiKeyCommand command, CancellationToken cancellationToken)
    {
        // Tickets are counted before one more is spent, so they are spent one after another. Between instances a few more than
        // the limit can slip through at the same moment.
        using var turn = command.Solution is null ? await tickets.EnterAsync(cancellationToken) : null;
        var now = clock.GetUtcNow();
        var spent = await challenges.SpendAsync(command.Challenge, command.Solution, command.Network, now, cancellationToken);
        if (!spent.IsSuccess)
        {
            return spent.Error;
        }

        var team = await teams.GetAsync(Tier.Permissionless, cancellationToken);
        var user = User.OpenPermissionless(team, command.Purpose, new Consent(Terms.CurrentVersion, now), now);
        var secret = KeySecret.Generate(ApiKeyId.New());
        var key = ApiKey.Issue(user, command.KeyName, secret, now);
        var token = SessionToken.Generate();
        var session = Session.Start(user.Id, token, now);

        users.Add(user);
        keys.Add(key);
        sessions.Add(session);
        var saved = await unitOfWork.SaveChangesAsync(cancellationToken);

        return saved.IsSuccess
            ? new ClaimedApiKey(user.Id, team.Id, secret, KeyView.Of(key, now), token, session.ExpiresAt)
            : saved.Error;
    }
}
