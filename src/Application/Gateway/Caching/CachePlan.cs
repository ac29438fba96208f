using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Catalog;

namespace AkashChat.Application.Gateway.Caching;

/// <summary>How a call takes part in the keeping of answers.</summary>
internal sealed record CachePlan
{
    // Form of the hashed text; another number makes everything that is kept unfindable.
    private const string Form = "akashchat-answer/1";

    // Longer prompts are mostly pictures, and hashing them takes time.
    private const int MaxBodyBytes = 4 * 1024 * 1024;

    // A request may ask for a longer time than the rules, but not for ever.
    private static readonly TimeSpan MaxTtl = TimeSpan.FromDays(1);

    /// <summary>The rules.</summary>
    public required CacheRules Rules { get; init; }

    /// <summary>Where the answer is found.</summary>
    public required AnswerKey Key { get; init; }

    /// <summary>Whether a kept answer will do.</summary>
    public required bool Reads { get; init; }

    /// <summary>How old that may be; null: any age.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>How long the answer is kept; zero: it is not.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>Whether it may be the answer to equal requests in flight, or theirs its own.</summary>
    public bool Merges => Reads && Ttl > TimeSpan.Zero;

    /// <summary>Makes the plan of a call.</summary>
    /// <returns>Null: the call takes no part.</returns>
    public static CachePlan? Of(RoutingTable table, GatewayCall call, CacheControls controls)
    {
        var rules = table.Rules.Cache;
        if (!CanKeep(call.Route, rules) || call.Body.Length > MaxBodyBytes || table.Find(call.Fields.Model) is not { } group)
        {
            return null;
        }

        var ttl = controls.NoStore ? TimeSpan.Zero : TtlOf(controls, rules);
        if (!(controls.UseCache ?? !rules.OnlyOnRequest) || (controls.NoCache && ttl == TimeSpan.Zero))
        {
            return null;
        }

        Guid? owner = rules.AcrossOwners && IsShared(group) ? null : call.Key.UserId;

        // A deployment that is asked for by its id is not the group, whose name it has.
        var model = ReferenceEquals(table.Find(group.Name), group) ? group.Name : call.Fields.Model;
        var hash = CanonicalRequest.Hash(
            [
                Form, controls.Namespace ?? rules.Namespace ?? string.Empty, call.Route.Path, owner?.ToString("N") ?? string.Empty, model,
                string.Join('\n', call.Controls.Tags),
            ],
            call.Body.Span);
        return hash is null ? null : new CachePlan
        {
            Rules = rules,
            Key = new AnswerKey(owner, hash),
            Reads = !controls.NoCache,
            MaxAge = controls.MaxAge,
            Ttl = ttl,
        };
    }

    /// <summary>Whether a kept answer is young enough.</summary>
    public bool Accepts(KeptAnswer answer, DateTimeOffset now) => MaxAge is not { } age || now - answer.StoredAt < age;

    // Sound is never kept, forms are not compared, and pictures are large or lie elsewhere for an hour.
    private static bool CanKeep(GatewayRoute route, CacheRules rules) =>
        !route.TakesForm && !route.AnswersBytes && !route.Path.StartsWith("images/", StringComparison.Ordinal)
        && (rules.Routes is null || rules.Routes.Contains(route.Path));

    private static TimeSpan TtlOf(CacheControls controls, CacheRules rules) =>
        controls.Ttl is not { } asked ? rules.Ttl : asked < MaxTtl || asked < rules.Ttl ? asked : rules.Ttl > MaxTtl ? rules.Ttl : MaxTtl;

    private static bool IsShared(ModelGroup group)
    {
        foreach (var deployment in group.Deployments)
        {
            if (!deployment.CacheShared)
            {
                return false;
            }
        }

        return true;
    }
}
