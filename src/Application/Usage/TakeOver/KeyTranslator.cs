using AkashChat.Domain.Catalog;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Usage.TakeOver;

/// <summary>Says in our terms what a key of the proxy is. It never becomes wider than it was without a remark.</summary>
/// <param name="surroundings">What keys refer to.</param>
/// <param name="offered">The models on offer here.</param>
/// <param name="now">The time.</param>
internal sealed class KeyTranslator(LiteLlmSurroundings surroundings, RoutingTable offered, DateTimeOffset now)
{
    private const string Fallback = "Imported key";
    private const string ShownBeginning = "sk-...";
    private const int ShownTail = 4;

    private readonly TakenModels _models = new(offered);

    internal TakenKey Translate(LiteLlmKey key)
    {
        var remarks = new HashSet<Remark>();
        var scopes = ScopesOf(key, remarks);
        var budgets = new List<TakenBudget>();
        var limits = OwnLimits(key, budgets, remarks);

        // What was spent of a shared budget was not spent by this key alone.
        var spent = budgets.Select(budget => budget.SpentMicroUsd).DefaultIfEmpty().Max();
        foreach (var scope in scopes)
        {
            limits = limits.NarrowedBy(Shared(scope, budgets, remarks));
        }

        var hasTeam = key.TeamId is not null && surroundings.Teams.ContainsKey(key.TeamId);
        var lists = scopes.Select(scope => scope.Models).Concat(scopes.Select(scope => BudgetOf(scope.BudgetId, remarks)?.Models ?? []));
        limits = limits with
        {
            BudgetMicroUsd = budgets.Count == 0 ? null : budgets.Min(budget => budget.MicroUsd),
            Models = _models.Of(key, hasTeam, lists, remarks),
        };
        var blocked = key.IsBlocked || scopes.Any(scope => scope.IsBlocked);
        if (blocked)
        {
            remarks.Add(Remark.Blocked);
        }

        remarks.UnionWith(Leftovers.Of(key));

        var old = surroundings.OldSecrets.GetValueOrDefault(key.Hash);
        var preview = PreviewOf(key);
        return new TakenKey(
            new KeyFromElsewhere
            {
                Name = NameOf(key, preview),
                Hash = key.Hash,
                Preview = preview,
                CreatedAt = key.CreatedAt ?? now,
                ExpiresAt = key.ExpiresAt,
                LastUsedAt = key.LastActiveAt,
                IsSwitchedOff = blocked,
                Limits = limits,
                PreviousHash = old?.Hash,
                PreviousEndsAt = old?.EndsAt,
            },
            spent,
            budgets.Any(budget => budget.FollowsSpend),
            remarks);
    }

    /// <summary>What the key belongs to and shares limits with. A user's budget and models do not hold for keys of a team.</summary>
    private List<LiteLlmScope> ScopesOf(LiteLlmKey key, HashSet<Remark> remarks)
    {
        var scopes = new List<LiteLlmScope>();
        var team = Find(surroundings.Teams, key.TeamId, isNamed: true);
        var user = Find(surroundings.Users, key.UserId, isNamed: key.TeamId is null);
        Add(team is null ? user : user is null ? null : user with { Models = [], BudgetId = null, Extras = new LiteLlmExtras(), Allowance = user.Allowance with { MaxBudget = null } });

        if (key is { UserId: { } userId, TeamId: { } teamId } && surroundings.Memberships.TryGetValue((userId, teamId), out var member))
        {
            scopes.Add(member);
        }

        Add(team);
        Add(Find(surroundings.Organizations, key.OrganizationId ?? team?.OrganizationId, isNamed: true));
        Add(Find(surroundings.Projects, key.ProjectId, isNamed: true));
        return scopes;

        void Add(LiteLlmScope? scope)
        {
            if (scope is not null)
            {
                scopes.Add(scope);
            }
        }

        LiteLlmScope? Find(IReadOnlyDictionary<string, LiteLlmScope> known, string? id, bool isNamed)
        {
            var found = id is null ? null : known.GetValueOrDefault(id);
            if (id is not null && found is null && isNamed)
            {
                remarks.Add(Remark.UnknownScope);
            }

            return found;
        }
    }

    private KeyLimits OwnLimits(LiteLlmKey key, List<TakenBudget> budgets, HashSet<Remark> remarks)
    {
        var limits = LimitsOf(key.Allowance, key.Extras, budgets, remarks);
        if (BudgetOf(key.BudgetId, remarks) is { } row)
        {
            // The row says how much; what was spent of it stands with the key.
            limits = limits.NarrowedBy(LimitsOf(row.Allowance with { Spend = key.Allowance.Spend }, row.Extras, budgets, remarks));
        }

        return limits;
    }

    private KeyLimits Shared(LiteLlmScope scope, List<TakenBudget> budgets, HashSet<Remark> remarks)
    {
        var limits = LimitsOf(scope.Allowance, scope.Extras, budgets, remarks);
        var row = BudgetOf(scope.BudgetId, remarks);
        if (row is not null)
        {
            limits = limits.NarrowedBy(LimitsOf(row.Allowance with { Spend = scope.Allowance.Spend }, row.Extras, budgets, remarks));
        }

        if (scope.Allowance.IsLimited || Leftovers.WindowsOf(scope.Extras).Count > 0 || row?.Allowance.IsLimited == true)
        {
            remarks.Add(Remark.SharedLimits);
        }

        return limits;
    }

    private LiteLlmBudget? BudgetOf(string? id, HashSet<Remark> remarks)
    {
        var found = id is null ? null : surroundings.Budgets.GetValueOrDefault(id);
        if (id is not null && found is null)
        {
            remarks.Add(Remark.UnknownScope);
        }

        return found;
    }

    private KeyLimits LimitsOf(LiteLlmAllowance allowance, LiteLlmExtras extras, List<TakenBudget> budgets, HashSet<Remark> remarks)
    {
        remarks.UnionWith(Leftovers.Of(extras));
        foreach (var budget in Leftovers.WindowsOf(extras).Prepend(allowance).Select(window => TakenBudget.Of(window, now)).OfType<TakenBudget>())
        {
            budgets.Add(budget);
            if (budget.Remark is { } remark)
            {
                remarks.Add(remark);
            }
        }

        if (allowance.TokensPerMinute is not null)
        {
            remarks.Add(Remark.Tokens);
        }

        return new KeyLimits
        {
            ParallelRequests = Whole(allowance.ParallelRequests),
            RequestsPerMinute = Whole(allowance.RequestsPerMinute),
            TokensPerMinute = Whole(allowance.TokensPerMinute),
        };
    }

    // More than the largest is as good as the largest; less than nothing is nothing there, too.
    private static int? Whole(long? number) => number is { } some ? (int)Math.Clamp(some, 0, int.MaxValue) : null;

    // Nothing but the form that the proxy gives it: whatever else stands there might be the key.
    private static string PreviewOf(LiteLlmKey key) =>
        key.ShownAs is { } shown && shown.StartsWith(ShownBeginning, StringComparison.Ordinal) && shown.Length <= ShownBeginning.Length + ShownTail
            && !shown.Any(char.IsControl)
            ? string.Concat(KeyHash.Prefix, "…", shown.AsSpan(ShownBeginning.Length))
            : KeyHash.Prefix + "…";

    private static string NameOf(LiteLlmKey key, string preview)
    {
        var alias = new string([.. (key.Alias ?? string.Empty).Where(character => !char.IsControl(character))]).Trim();
        if (alias.Length > ApiKey.NameMaxLength)
        {
            var end = char.IsHighSurrogate(alias[ApiKey.NameMaxLength - 1]) ? ApiKey.NameMaxLength - 1 : ApiKey.NameMaxLength;
            alias = alias[..end].TrimEnd();
        }

        return alias.Length > 0 ? alias : key.ShownAs is null ? Fallback : preview;
    }
}
