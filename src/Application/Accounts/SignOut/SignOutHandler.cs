using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Accounts.SignOut;

internal sealed class SignOutHandler(ISessionStore sessions) : ICommandHandler<SignOutCommand, Unit>
{
    public async Task<Result<Unit>> Handle(SignOutCommand command, CancellationToken cancellationToken)
    {
        await sessions.DeleteAsync(command.Token.Hash, cancellationToken);
        return default(Unit);
    }
}
