namespace AkashChat.Web.Common;

/// <summary>The form of the waiting page: it sends what was typed once more, with a ticket.</summary>
/// <param name="Action">Where it is sent, such as <c>~/keys/new</c>.</param>
/// <param name="Payment">The ticket, and how long to wait.</param>
/// <param name="Kept">What was typed, by the fields' names.</param>
public sealed record WaitingForm(string Action, ChallengeForm Payment, IReadOnlyDictionary<string, string?> Kept);
