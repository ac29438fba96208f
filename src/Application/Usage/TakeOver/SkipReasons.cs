namespace AkashChat.Application.Usage.TakeOver;

/// <summary>Why a key is not taken over.</summary>
public static class SkipReasons
{
    /// <summary>It belongs to a sign-in at the proxy's own pages.</summary>
    public const string Dashboard = "a session of the proxy's own pages (team litellm-dashboard)";

    /// <summary>Nothing can be found by what stands there.</summary>
    public const string NoHash = "its token is not a SHA-256, so that the proxy does not accept it either";

    /// <summary>It is for management routes.</summary>
    public const string ManagementOnly = "allowed_routes has no route of models: it must not become a key for models";

    /// <summary>It is for some routes of models.</summary>
    public const string SomeRoutes = "allowed_routes has only some of the routes of models, which a key here cannot be restricted to";

    /// <summary>Its account is gone for good.</summary>
    public const string Erased = "its account was taken over once, and its owner has deleted it here";

    private const string DashboardTeam = "litellm-dashboard";

    internal static string? Find(LiteLlmKey key) =>
        key.TeamId == DashboardTeam ? Dashboard
        : !Domain.Keys.KeyHash.IsMatch(key.Hash) ? NoHash
        : AllowedRoutes.Of(key.AllowedRoutes) switch
        {
            RouteScope.None => ManagementOnly,
            RouteScope.Some => SomeRoutes,
            _ => null,
        };
}
