using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts;

/// <summary>What a user agreed to, and what is in force.</summary>
/// <param name="Terms">The terms of use.</param>
/// <param name="Messages">Messages about the service.</param>
/// <param name="History">All that was given and withdrawn, the newest first.</param>
public sealed record ConsentsView(ConsentView Terms, ConsentView Messages, IReadOnlyList<Consent> History)
{
    /// <summary>The view of a history.</summary>
    internal static ConsentsView Of(ConsentHistory history, TermsOptions terms) => new(
        ConsentView.Of(ConsentKind.Terms, history, terms),
        ConsentView.Of(ConsentKind.Messages, history, terms),
        [.. history.Entries.OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Number)]);
}

/// <summary>One kind of consent.</summary>
/// <param name="InForce">The text in force.</param>
/// <param name="Holds">Whether that text is agreed to.</param>
/// <param name="Current">The newest entry of the history; null: it was never asked.</param>
public sealed record ConsentView(ConsentText InForce, bool Holds, Consent? Current)
{
    /// <summary>Whether there is something to withdraw: consent to this text, or to one before it.</summary>
    public bool CanBeWithdrawn => Current is { Given: true };

    internal static ConsentView Of(ConsentKind kind, ConsentHistory history, TermsOptions terms)
    {
        var text = terms.For(kind);
        return new ConsentView(text, history.Accepts(kind, text.Version), history.Current(kind));
    }
}
