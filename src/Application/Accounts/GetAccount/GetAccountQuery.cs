using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts.GetAccount;

/// <summary>Asks for the signed-in visitor's own account.</summary>
/// <param name="UserId">Who is signed in.</param>
public sealed record GetAccountQuery(UserId UserId) : IQuery<AccountView>;

/// <summary>A user as the account page shows them.</summary>
public sealed record AccountView
{
    /// <summary>Names the user.</summary>
    public required UserId UserId { get; init; }

    /// <summary>The team they belong to.</summary>
    public required string TeamId { get; init; }

    /// <summary>How they came in.</summary>
    public required Tier Tier { get; init; }

    /// <summary>What they want the service for, if they said so.</summary>
    public string? Purpose { get; init; }

    /// <summary>The mail address that their provider told; null: there is none.</summary>
    public string? Email { get; init; }

    /// <summary>Whether that address is verified.</summary>
    public required bool EmailVerified { get; init; }

    /// <summary>Whether what they came in with is enough for a key.</summary>
    public required bool MayMakeKeys { get; init; }

    /// <summary>Whether a sign-in is attached.</summary>
    public required bool HasSignIn { get; init; }

    /// <summary>Whether there is a recovery code.</summary>
    public required bool HasRecoveryCode { get; init; }

    /// <summary>Whether the terms in force are accepted.</summary>
    public required bool TermsAccepted { get; init; }

    /// <summary>What holds of the terms; null: never asked.</summary>
    public Consent? Terms { get; init; }

    /// <summary>What holds of messages; null: never asked.</summary>
    public Consent? Messages { get; init; }

    /// <summary>Whether they are an operator of the service.</summary>
    public required bool IsAdmin { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
