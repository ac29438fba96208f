namespace AkashChat.TestKit.LiteLlm;

/// <summary>Selects requests, for faults and holds.</summary>
public static class On
{
    /// <summary>Every request.</summary>
    public static bool All(RecordedRequest request) => true;

    /// <summary>Requests that manage keys, users, teams, spend.</summary>
    public static bool Management(RecordedRequest request) => request.Kind == RouteKind.Management;

    /// <summary>Requests of the data plane.</summary>
    public static bool DataPlane(RecordedRequest request) => request.Kind == RouteKind.DataPlane;

    /// <summary>Management requests that change something.</summary>
    public static bool Writes(RecordedRequest request) => request.Kind == RouteKind.Management && request.Method != "GET";

    /// <summary>Requests of any of these paths, whatever the query.</summary>
    public static Func<RecordedRequest, bool> Path(params string[] paths) => request => paths.Contains(request.Path, StringComparer.Ordinal);
}
