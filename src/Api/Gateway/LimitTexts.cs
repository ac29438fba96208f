using System.Globalization;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Catalog;

namespace AkashChat.Api.Gateway;

/// <summary>What the headers say of a request's limits whatever is left of them.</summary>
/// <remarks>Nearly all requests have the limits of a request before, whoever's it was: then these are the same texts again.</remarks>
internal sealed class LimitTexts
{
    // Of limits that meet in one place the last ones are kept.
    private static readonly LimitTexts?[] Known = new LimitTexts?[64];

    private readonly Line[] _lines;

    private LimitTexts(IReadOnlyList<LimitState> limits)
    {
        _lines = new Line[limits.Count];
        var policies = new List<string>();
        for (var index = 0; index < limits.Count; index++)
        {
            var (rule, counter) = (limits[index].Rule, limits[index].Counter);
            string? left = null;
            if (rule.Window is { } window)
            {
                var name = $"\"{PolicyName.Of(limits[index])}\"";
                left = $"{(policies.Count == 0 ? string.Empty : ", ")}{name};r=";
                policies.Add(string.Create(CultureInfo.InvariantCulture, $"{name};q={rule.Limit};w={(long)window.Length.TotalSeconds}{UnitOf(rule.Measure)}"));
            }

            _lines[index] = new Line(rule, counter.Subject, rule.Limit.ToString(CultureInfo.InvariantCulture), left);
        }

        Policy = policies.Count == 0 ? null : string.Join(", ", policies);
    }

    /// <summary>The IETF's field of those that have a window; null: none has.</summary>
    internal string? Policy { get; }

    /// <summary>The texts of these limits.</summary>
    internal static LimitTexts Of(IReadOnlyList<LimitState> limits)
    {
        var sum = 0L;
        for (var index = 0; index < limits.Count; index++)
        {
            sum = unchecked(sum + limits[index].Rule.Limit);
        }

        ref var known = ref Known[(int)((ulong)sum % (ulong)Known.Length)];
        var texts = Volatile.Read(ref known);
        if (texts is null || !texts.Fit(limits))
        {
            texts = new LimitTexts(limits);
            Volatile.Write(ref known, texts);
        }

        return texts;
    }

    /// <summary>How much there is of a limit.</summary>
    /// <param name="index">Which of the limits.</param>
    internal string LimitOf(int index) => _lines[index].Limit;

    /// <summary>What stands before the rest of a limit in the IETF's field; null: it is not named there.</summary>
    /// <param name="index">Which of the limits.</param>
    internal string? BeforeLeftOf(int index) => _lines[index].BeforeLeft;

    private bool Fit(IReadOnlyList<LimitState> limits)
    {
        if (limits.Count != _lines.Length)
        {
            return false;
        }

        for (var index = 0; index < _lines.Length; index++)
        {
            var (rule, line) = (limits[index].Rule, _lines[index]);

            // Of those who are counted only models are named.
            if (rule != line.Rule || (rule.Level == LimitLevel.Model && limits[index].Counter.Subject != line.Subject))
            {
                return false;
            }
        }

        return true;
    }

    private static string UnitOf(LimitMeasure measure) => measure switch
    {
        LimitMeasure.Tokens => ";qu=\"tokens\"",
        LimitMeasure.Money => ";qu=\"micro-usd\"",
        _ => string.Empty,
    };

    private readonly record struct Line(LimitRule Rule, string Subject, string Limit, string? BeforeLeft);
}
