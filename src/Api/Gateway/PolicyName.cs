using System.Collections.Concurrent;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Catalog;

namespace AkashChat.Api.Gateway;

/// <summary>Names a limit in the IETF's fields: whose limit it is, but not who that is.</summary>
/// <remarks>The same limit always has the same name, and of the limits of one request no two have the same: what tells their counters apart is in it.</remarks>
internal static class PolicyName
{
    private const string Rolling = "-rolling";

    // Asked for several times in each request. As many as the configuration has kinds of limits; names of models are not kept.
    private static readonly ConcurrentDictionary<(LimitLevel, LimitMeasure, LimitWindow?), string> Kinds = new();

    /// <summary>The name, as it may stand between the quotes of a structured field (RFC 9651).</summary>
    internal static string Of(LimitState limit)
    {
        var counter = limit.Counter;
        var name = Kinds.GetOrAdd((counter.Level, counter.Measure, counter.Window), static kind => OfKind(kind.Item1, kind.Item2, kind.Item3));
        var model = counter.Level == LimitLevel.Model ? counter.Subject : counter.Model;
        return model is null ? name : $"{name}:{Escape(model)}";
    }

    private static string OfKind(LimitLevel level, LimitMeasure measure, LimitWindow? window) =>
        $"{level}-{measure}-{window}".ToLowerInvariant() + (window is { IsRolling: true } ? Rolling : string.Empty);

    // Models are named by operators, in any script. What names of models usually have stays readable.
    private static string Escape(string model) =>
        Uri.EscapeDataString(model).Replace("%2F", "/", StringComparison.Ordinal).Replace("%2A", "*", StringComparison.Ordinal).Replace("%3A", ":", StringComparison.Ordinal);
}
