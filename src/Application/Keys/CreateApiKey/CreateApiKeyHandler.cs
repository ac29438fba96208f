using AkashChat.Application.Accounts;
using AkashChat.Application.Common;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys.Backend;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys.CreateApiKey;

internal sealed class CreateApiKeyHandler(
    KeyIssuing issuing,
    IKeyStore keys,
    IAuditLog audit,
    KeyChanges changes,
    IUnitOfWork unitOfWork,
    ChallengeTurn turns,
    TimeProvider clock)
    : ICommandHandler<CreateApiKeyCommand, CreatedApiKey>
{
    public async Task<Result<CreatedApiKey>> Handle(CreateApiKeyCommand command, CancellationToken cancellationToken)
    {
        var toll = new IssuingToll(command.Visitor, command.AcceptsTerms, command.Answer);
        using var turn = await turns.EnterAsync(command.Answer, command.Visitor.Network, cancellationToken);
        return await unitOfWork.RepeatIfLostAsync(
            () => IssueAsync(command, toll, clock.GetUtcNow(), cancellationToken), KeyErrors.SlotTaken, CommonErrors.ChangedMeanwhile);
    }

    private async Task<Result<CreatedApiKey>> IssueAsync(
        CreateApiKeyCommand command, IssuingToll toll, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var allowed = await issuing.AllowAsync(toll, now, cancellationToken);
        if (!allowed.IsSuccess)
        {
            return allowed.Error;
        }

        var (user, policy) = allowed.Value;
        var owned = await keys.LoadAsync(user.Id, cancellationToken);
        if (ApiKey.FindFreeSlot(owned, policy, now) is not { } slot)
        {
            return KeyErrors.LimitReached;
        }

        if (await issuing.PayAsync(toll, user, now, cancellationToken) is { } unpaid)
        {
            return unpaid;
        }

        var secret = KeySecret.Generate(ApiKeyId.New());
        var key = ApiKey.Issue(user, command.KeyName, secret, policy, slot, now);
        keys.Add(key);
        audit.Add(AuditEntry.Of(command.Visitor, AuditActions.KeyIssued, now, key.Id.Value));
        var saved = await changes.IssueAsync(key, user, secret, cancellationToken);
        return saved.IsSuccess ? new CreatedApiKey(secret, KeyView.Of(key, policy, now)) : saved.Error;
    }
}
