using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;

namespace AkashChat.Api.Accounts;

/// <summary>What you agreed to, and what is in force.</summary>
/// <param name="Terms">The terms of use, without which no key can be used.</param>
/// <param name="Messages">Messages about the service; voluntary.</param>
/// <param name="History">All that was given and withdrawn, the newest first.</param>
internal sealed record ConsentsResponse(ConsentResponse Terms, ConsentResponse Messages, IReadOnlyList<ConsentEntryResponse> History)
{
    internal static ConsentsResponse Of(ConsentsView consents) => new(
        ConsentResponse.Of(consents.Terms),
        ConsentResponse.Of(consents.Messages),
        [.. consents.History.Select(ConsentEntryResponse.Of)]);
}

/// <summary>One kind of consent.</summary>
/// <param name="Version">The version of the text in force.</param>
/// <param name="Reference">Where that text is.</param>
/// <param name="Given">Whether that text is agreed to.</param>
/// <param name="Current">The newest entry of the history; null: it was never asked.</param>
internal sealed record ConsentResponse(string Version, string Reference, bool Given, ConsentEntryResponse? Current)
{
    internal static ConsentResponse Of(ConsentView consent) => new(
        consent.InForce.Version,
        consent.InForce.Reference,
        consent.Holds,
        consent.Current is { } current ? ConsentEntryResponse.Of(current) : null);
}

/// <summary>An entry of the history.</summary>
/// <param name="Kind">terms or messages.</param>
/// <param name="Number">Its place in the history of its kind, from 1.</param>
/// <param name="Version">The version of the text.</param>
/// <param name="Reference">Where the text is.</param>
/// <param name="Given">Given, or withdrawn.</param>
/// <param name="At">When.</param>
internal sealed record ConsentEntryResponse(string Kind, int Number, string Version, string Reference, bool Given, DateTimeOffset At)
{
    internal static ConsentEntryResponse Of(Consent entry) => new(
        entry.Kind == ConsentKind.Terms ? "terms" : "messages", entry.Number, entry.Version, entry.TextReference, entry.Given, entry.At);
}
