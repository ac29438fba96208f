using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Accounts.GetAccount;

internal sealed class GetAccountHandler(IUserStore users, IConsentStore consents, TermsOptions terms, AdminOptions admins)
    : IQueryHandler<GetAccountQuery, AccountView>
{
    public async Task<Result<AccountView>> Handle(GetAccountQuery query, CancellationToken cancellationToken)
    {
        if (await users.FindAsync(query.UserId, cancellationToken) is not { } user)
        {
            return AccountErrors.NotSignedIn;
        }

        var history = await consents.GetAsync(user.Id, cancellationToken);
        return new AccountView
        {
            UserId = user.Id,
            TeamId = user.TeamId,
            Tier = user.Tier,
            Purpose = user.Purpose,
            Email = user.Email,
            EmailVerified = user.EmailVerified,
            MayMakeKeys = user.MayMakeKeys,
            HasSignIn = user.Subject is not null,
            HasRecoveryCode = user.RecoveryHash is not null,
            TermsAccepted = history.Accepts(ConsentKind.Terms, terms.Version),
            Terms = history.Current(ConsentKind.Terms),
            Messages = history.Current(ConsentKind.Messages),
            IsAdmin = admins.Users.Contains(user.Id),
            CreatedAt = user.CreatedAt,
        };
    }
}
