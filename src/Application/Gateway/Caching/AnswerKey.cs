namespace AkashChat.Application.Gateway.Caching;

/// <summary>Where a kept answer is found.</summary>
/// <param name="Owner">Whose it is; null: of all owners, who share it.</param>
/// <param name="Hash">The hash of what was asked, in hex.</param>
public readonly record struct AnswerKey(Guid? Owner, string Hash);
