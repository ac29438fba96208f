using System.Globalization;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>Every way in which a model server can fail before anything of its answer has gone to the caller.</summary>
internal static class UpstreamFaults
{
    /// <summary>Nobody listens at the address: a fault that no script can play.</summary>
    public const string Refused = "connection refused";

    /// <summary>The seconds of the faults that ask to be left alone.</summary>
    public const int RetryAfter = 7;

    /// <summary>Faults of plain and streamed calls.</summary>
    public static readonly IReadOnlyDictionary<string, Script> Any = new Dictionary<string, Script>(StringComparer.Ordinal)
    {
        ["slow"] = Scripts.After(TimeSpan.FromSeconds(30)),
        ["hang before the first byte"] = Scripts.Hang(),
        ["429"] = Scripts.Failure(429, "rate_limit_exceeded"),
        ["429 with Retry-After"] = Scripts.RateLimited(RetryAfter),
        ["500"] = Scripts.ServerError(),
        ["503 with Retry-After"] = Unavailable(),
        ["401"] = Scripts.Unauthorized(),
        ["404"] = Scripts.Failure(404, "model_not_found"),
        ["cut before the head"] = Scripts.NoAnswer(),
        ["cut within the first part"] = exchange => (exchange.Request.WantsStream ? Scripts.CutStream(0) : Scripts.ShortBody())(exchange),
        ["half JSON"] = Scripts.HalfJson(),
        ["error inside 200"] = Scripts.ErrorInside200(),
        ["429 inside 200"] = Scripts.Failure(200, "rate_limit_exceeded"),
    };

    /// <summary>Faults that only streams have.</summary>
    public static readonly IReadOnlyDictionary<string, Script> OfStreams = new Dictionary<string, Script>(StringComparer.Ordinal)
    {
        ["empty stream"] = Scripts.RawStream([[]]),
        ["error as the first event"] = Scripts.ErrorInStream(0),
        ["silence after the head"] = Scripts.HangAfterHead(),
    };

    /// <summary>All faults of one kind of call.</summary>
    public static IEnumerable<string> Of(bool streamed) => [.. Any.Keys, Refused, .. streamed ? OfStreams.Keys : []];

    /// <summary>Faults that only a deadline ends.</summary>
    public static bool TakesTime(string fault) => fault is "slow" or "hang before the first byte" or "silence after the head";

    /// <summary>Where a deployment with that fault is. Each group has an address of its own that refuses: a probe that finds one judges all deployments there.</summary>
    public static Uri AddressOf(ScriptedUpstream upstream, string fault, string group) =>
        fault == Refused ? new Uri($"http://127.0.0.1:9/{Uri.EscapeDataString(group)}/v1") : upstream.ApiBase;

    /// <summary>Teaches a server all of them, each under a model of its name.</summary>
    public static void Teach(ScriptedUpstream upstream)
    {
        foreach (var (fault, script) in Any.Concat(OfStreams))
        {
            upstream.ForModel(fault, script);
        }
    }

    private static Script Unavailable() => exchange =>
    {
        exchange.Header("Retry-After", RetryAfter.ToString(CultureInfo.InvariantCulture));
        return Scripts.Failure(503)(exchange);
    };
}
