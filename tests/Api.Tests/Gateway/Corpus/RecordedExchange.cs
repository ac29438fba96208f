using System.Globalization;

namespace AkashChat.Api.Tests.Gateway.Corpus;

/// <summary>A request of the corpus and what the server says to it.</summary>
/// <remarks>
/// <c>ROUTE/NAME.request.json</c>, and <c>ROUTE/NAME.answer.json</c>, <c>.answer.STATUS.json</c> or <c>.answer.sse</c>. They are
/// written after what servers and their documentation show, not taken from anybody's traffic.
/// </remarks>
internal sealed record RecordedExchange(string Route, BothSides Request, BothSides Answer, int Status, bool IsStream)
{
    private const string RequestEnd = ".request.json";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Gateway", "Corpus");

    /// <summary>What the answer says its type is.</summary>
    public string ContentType => IsStream ? "text/event-stream; charset=utf-8" : "application/json";

    /// <summary>The names of all.</summary>
    public static IReadOnlyList<string> Names() =>
    [
        .. Directory.EnumerateFiles(Folder, "*" + RequestEnd, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Folder, path)[..^RequestEnd.Length].Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Reads one.</summary>
    public static RecordedExchange Read(string name)
    {
        var start = Path.Combine(Folder, name);
        var answer = Directory.GetFiles(Path.GetDirectoryName(start)!, Path.GetFileName(name) + ".answer.*").Single();
        var ending = answer[(start.Length + ".answer.".Length)..].Split('.');
        return new RecordedExchange(
            Path.GetDirectoryName(name)!.Replace('\\', '/'),
            BothSides.Read(start + RequestEnd),
            BothSides.Read(answer),
            ending.Length == 2 ? int.Parse(ending[0], CultureInfo.InvariantCulture) : 200,
            ending[^1] == "sse");
    }
}
