using System.Globalization;
using System.Text.RegularExpressions;

namespace AkashChat.Deployment.Tests;

/// <summary>What docs/security.md says of holes and tests is so.</summary>
public sealed partial class SecurityDocumentTests
{
    private static readonly List<Match> Rows = Row().Matches(Repository.Read("docs/security.md")).ToList();

    [Fact]
    public void Hole36_ThisTable_NamesTestsThatAreThere()
    {
        var tests = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .SelectMany(file => TestMethod().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .ToHashSet(StringComparer.Ordinal);

        var named = Rows.SelectMany(row => Name().Matches(row.Groups[2].Value).Select(match => match.Groups[1].Value)).ToList();

        Assert.True(named.Count >= 36, $"Only {named.Count} tests are named.");
        Assert.Empty(named.Except(tests));
    }

    [Fact]
    public void EveryHole_HasItsRow() => Assert.Equal(
        Enumerable.Range(1, 36), Rows.Select(row => int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture)));

    /// <summary>A hole with an outward sign has a test that is named after it.</summary>
    [Fact]
    public void EveryHoleWithAnOutwardSign_HasATestNamedAfterIt() => Assert.All(
        Rows.Where(row => !row.Groups[2].Value.Contains("*(none)*", StringComparison.Ordinal)),
        row => Assert.Contains($"Hole{int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture):00}_", row.Groups[2].Value, StringComparison.Ordinal));

    [GeneratedRegex(@"^\| (\d+) \|.*\| ([^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([A-Za-z0-9_]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"public (?:async Task|void) (\w+)\(")]
    private static partial Regex TestMethod();
}
