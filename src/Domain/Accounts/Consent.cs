namespace AkashChat.Domain.Accounts;

/// <summary>What somebody agreed to, and when.</summary>
/// <param name="TermsVersion">The version of the terms that was shown, a date such as <c>2026-11-01</c>.</param>
/// <param name="AcceptedAt">When it was accepted.</param>
public sealed record Consent(string TermsVersion, DateTimeOffset AcceptedAt);
