using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Accounts.GetConsents;

internal sealed class GetConsentsHandler(IUserStore users, IConsentStore consents, TermsOptions terms)
    : IQueryHandler<GetConsentsQuery, ConsentsView>
{
    public async Task<Result<ConsentsView>> Handle(GetConsentsQuery query, CancellationToken cancellationToken) =>
        await users.FindAsync(query.Visitor.UserId, cancellationToken) is { } user
            ? ConsentsView.Of(await consents.GetAsync(user.Id, cancellationToken), terms)
            : AccountErrors.NotSignedIn;
}
