using AkashChat.Application.Accounts.GetAccount;

namespace AkashChat.Api.Accounts;

/// <summary>A user.</summary>
/// <param name="Id">Names the user.</param>
/// <param name="Tier">How they came in: <c>permissionless</c> or <c>extended</c>.</param>
/// <param name="Team">The team they belong to.</param>
/// <param name="Purpose">What they want the service for, if they said so.</param>
/// <param name="Email">The mail address that the sign-in provider told; null: there is none.</param>
/// <param name="EmailVerified">Whether the provider has verified it.</param>
/// <param name="HasSignIn">Whether a sign-in is attached.</param>
/// <param name="HasRecoveryCode">Whether there is a recovery code.</param>
/// <param name="TermsAccepted">Whether the terms in force are accepted.</param>
/// <param name="TermsVersion">The version of the terms that was accepted last; null: none.</param>
/// <param name="AcceptsMessages">Whether messages are welcome.</param>
/// <param name="CreatedAt">Since when.</param>
internal sealed record UserResponse(
    Guid Id,
    string Tier,
    string Team,
    string? Purpose,
    string? Email,
    bool EmailVerified,
    bool HasSignIn,
    bool HasRecoveryCode,
    bool TermsAccepted,
    string? TermsVersion,
    bool AcceptsMessages,
    DateTimeOffset CreatedAt)
{
    internal static UserResponse Of(AccountView account) => new(
        account.UserId.Value,
        account.Tier == Domain.Accounts.Tier.Extended ? "extended" : "permissionless",
        account.TeamId,
        account.Purpose,
        account.Email,
        account.EmailVerified,
        account.HasSignIn,
        account.HasRecoveryCode,
        account.TermsAccepted,
        account.Terms is { Given: true } terms ? terms.Version : null,
        account.Messages is { Given: true },
        account.CreatedAt);
}
