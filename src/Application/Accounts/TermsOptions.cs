using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts;

/// <summary>Which texts are in force.</summary>
public sealed record TermsOptions
{
    /// <summary>The version of the terms in force: the day from which they hold. A new one asks everybody again at their next act.</summary>
    public string Version { get; init; } = Terms.CurrentVersion;

    /// <summary>Where the terms are, as a path of this service or the operator's own address.</summary>
    public string Address { get; init; } = "/terms";

    /// <summary>Where it is written what is kept of whom.</summary>
    public string PrivacyAddress { get; init; } = "/privacy";
}
