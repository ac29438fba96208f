namespace AkashChat.Architecture.Tests;

/// <summary>What the source itself keeps: where a package is named, how long a file is, where it lies.</summary>
public sealed class SourceTests
{
    private const int MaxLines = 300;

    private static readonly (string Path, string[] Lines)[] Sources = [.. Read("src")];

    // Read from the source: every message inherits the mediator's interface, and so seems to know it once it is compiled.
    [Fact]
    public void Mediator_IsNamedInApplicationCommonAlone()
    {
        var namers = Sources.Where(file => file.Lines.Any(line => line.Contains("MediatR", StringComparison.Ordinal))).Select(file => file.Path).ToArray();

        Rule.HoldsForAll(namers, path => path.StartsWith("src/Application/Common/", StringComparison.Ordinal), path => path);
    }

    [Fact]
    public void Files_AreShort() => Rule.HoldsForAll(
        Sources.Concat(Read("tests")),
        file => file.Lines.Length <= MaxLines || file.Path.Contains("/Migrations/", StringComparison.Ordinal),
        file => $"{file.Path}: {file.Lines.Length} lines",
        atLeast: 100);

    [Fact]
    public void Namespaces_AreTheFolders() => Rule.HoldsForAll(
        Sources.Where(file => !file.Path.EndsWith("/Program.cs", StringComparison.Ordinal)),
        file => file.Lines.Any(line => line.TrimEnd(';', ' ', '{') == $"namespace {NamespaceOf(file.Path)}"),
        file => file.Path,
        atLeast: 100);

    private static string NamespaceOf(string path) =>
        $"AkashChat.{string.Join('.', Path.GetDirectoryName(path)!.Split('/', '\\')[1..])}";

    private static IEnumerable<(string Path, string[] Lines)> Read(string folder) =>
        from file in Directory.EnumerateFiles(Path.Combine(House.Root, folder), "*.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(House.Root, file).Replace('\\', '/')
        where !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules")
        select (path, File.ReadAllLines(file));
}
