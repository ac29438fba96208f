using System.Globalization;

namespace AkashChat.Api.Tests.Security;

/// <summary>Who asks.</summary>
internal enum Caller
{
    Nobody,
    Visitor,
    OtherVisitor,
    ExtendedUnverified,
    Extended,
    Admin,
}

/// <summary>Whose object is asked for.</summary>
internal enum Target
{
    Own,
    Strangers,
    Absent,
}

/// <summary>One line of the table.</summary>
/// <param name="Route">Method and pattern, such as <c>GET /api/keys/{id}</c>.</param>
/// <param name="Target">Whose object; null: the route has none.</param>
/// <param name="Expected">The status for each caller.</param>
internal sealed record RouteRow(string Route, Target? Target, IReadOnlyList<int> Expected)
{
    public string Name => Target is null ? Route : $"{Route} ({Target})";

    public string Method => Route.Split(' ')[0];

    public string Path => Route.Split(' ')[1];

    /// <summary>Reads <c>GET /api/keys/{id} own | 401 | 200 | …</c>.</summary>
    public static RouteRow Parse(string line)
    {
        var columns = line.Split('|', StringSplitOptions.TrimEntries);
        var words = columns[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new RouteRow(
            $"{words[0]} {words[1]}",
            words.Length > 2 ? Enum.Parse<Target>(words[2], ignoreCase: true) : null,
            [.. columns[1..].Select(status => int.Parse(status, CultureInfo.InvariantCulture))]);
    }
}
