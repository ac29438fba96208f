using AkashChat.Application.Accounts.GetAccount;

namespace AkashChat.Api.Accounts;

/// <summary>A user.</summary>
/// <param name="Id">Names the user.</param>
/// <param name="Tier">How they came in: <c>permissionless</c> or <c>extended</c>.</param>
/// <param name="Team">The team they belong to.</param>
/// <param name="Purpose">What they want the service for, if they said so.</param>
/// <param name="TermsVersion">The version of the terms they accepted.</param>
/// <param name="CreatedAt">Since when.</param>
internal sealed record UserResponse(Guid Id, string Tier, string Team, string? Purpose, string TermsVersion, DateTimeOffset CreatedAt)
{
    internal static UserResponse Of(AccountView account) => new(
        account.UserId.Value,
        account.Tier == Domain.Accounts.Tier.Extended ? "extended" : "permissionless",
        account.TeamId,
        account.Purpose,
        account.Consent.TermsVersion,
        account.CreatedAt);
}
