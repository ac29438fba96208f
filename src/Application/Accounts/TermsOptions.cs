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

    /// <summary>The text in force for a kind of consent.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The kind is unknown.</exception>
    public ConsentText For(ConsentKind kind) => kind switch
    {
        ConsentKind.Terms => new ConsentText(Version, Address),
        ConsentKind.Messages => new ConsentText(Terms.MessagesVersion, Terms.MessagesReference),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Unknown kind of consent."),
    };
}

/// <summary>A text that somebody can agree to.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Reference">Where it is.</param>
public sealed record ConsentText(string Version, string Reference);
