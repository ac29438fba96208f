using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AkashChat.Application.Accounts;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys;

/// <summary>The policies in force as one line of text, so that the audit trail tells when which of them held. No secrets.</summary>
/// <param name="Text">The line, at most <see cref="AuditEntry.DetailMaxLength"/> characters.</param>
public sealed record PolicySummary(string Text)
{
    // A list of models or an address may be of any length; a longer one is told by its fingerprint.
    private const int PartMaxLength = 120;

    /// <summary>The summary of these policies.</summary>
    public static PolicySummary Of(KeyPolicies policies, ActLimits acts, TermsOptions terms, ChallengeOptions challenge, CaptchaOptions? captcha)
    {
        var acted = Enum.GetValues<GuardedAct>().Select(act => (Act: act, Allowance: acts.For(act))).Select(item => Line(
            $"{item.Act} {item.Allowance.Person}/{item.Allowance.Network}/{item.Allowance.Service}"));
        var text = string.Join("; ",
        [
            "permissionless: " + Describe(policies.Permissionless),
            "extended: " + Describe(policies.Extended),
            "a day for a person/network/all: " + string.Join(", ", acted),
            Line($"terms: {terms.Version} at {Short(terms.Address)}"),
            "challenge: " + (captcha is null ? Line($"proof of work of {challenge.Difficulty} bits") : captcha.Provider.ToString()),
            Line($"free an hour for a network/all: {challenge.FreePerNetworkAndHour}/{challenge.FreePerServiceAndHour}"),
            Line($"tickets: {challenge.TicketsPerNetworkAndDay} a day for a network, {challenge.TicketWait.TotalSeconds} s"),
        ]);
        return new PolicySummary(text.Length <= AuditEntry.DetailMaxLength ? text : text[..(AuditEntry.DetailMaxLength - 20)] + Fingerprint(text));
    }

    /// <summary>The entry that records it.</summary>
    /// <param name="previous">The entry that recorded the policies before; null: none did.</param>
    /// <param name="now">The time.</param>
    /// <remarks>
    /// Its id follows from the entry before and the text: instances that start together with the same policies make the
    /// same entry, and the database keeps it once.
    /// </remarks>
    public AuditEntry ToEntry(Guid? previous, DateTimeOffset now) => new()
    {
        Id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{previous} {Text}")).AsSpan(0, 16)),
        At = now,
        Actor = AuditActor.Operator,
        Action = AuditActions.PolicyChanged,
        Detail = Text,
        Network = ClientNetwork.Unknown,
    };

    private static string Describe(KeyPolicy policy)
    {
        var limits = policy.Limits;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"life {Days(policy.Lifetime)}, keys {policy.MaxActiveKeys}, last end {policy.LastEnd?.UtcDateTime.ToString("u", CultureInfo.InvariantCulture) ?? "-"}, "
            + $"parallel {Number(limits.ParallelRequests)}, requests {Number(limits.RequestsPerMinute)}/min, tokens {Number(limits.TokensPerMinute)}/min, "
            + $"budget {Number(limits.BudgetMicroUsd)} µUSD/month, models {(limits.Models is null ? "all" : Short(string.Join(' ', limits.Models)))}");
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Days(TimeSpan? span) => span is { } some ? Line($"{some.TotalDays:0.###} d") : "-";

    private static string Number(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static string Short(string text) => text.Length <= PartMaxLength ? text : text[..(PartMaxLength - 20)] + Fingerprint(text);

    private static string Fingerprint(string text) => "… #" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
}
