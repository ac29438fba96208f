using System.Text.RegularExpressions;

namespace AkashChat.Deployment.Tests;

/// <summary>Every setting that a deployment file gives the program is one that the program knows: an unknown one would stop it.</summary>
public sealed partial class SettingNameTests
{
    private static readonly HashSet<string> Known =
        [.. Constant().Matches(Repository.Read("src/Infrastructure/Settings/SettingNames.cs")).Select(match => match.Groups[1].Value)];

    [Fact]
    public void Document_ListsExactlyTheSettings()
    {
        var listed = TableRow().Matches(Repository.Read("docs/configuration.md")).Select(match => match.Groups[1].Value);

        Assert.Contains("DATABASE_URL", Known);
        Assert.Equal(Known.Order(), listed.Order());
    }

    [Fact]
    public void AkashFile_UsesKnownNames() =>
        AssertKnown(Program("deploy.yml")["env"].Texts.Select(line => line.Split('=')[0]));

    [Fact]
    public void ComposeFile_UsesKnownNames() => AssertKnown(Program("deployment/compose.yaml")["environment"].Keys);

    // What begins with MALLOC_ is for the system's library, and nothing the program would look at.
    [Fact]
    public void Dockerfile_UsesKnownNames() => AssertKnown(
        DockerfileSetting().Matches(Repository.Read("deployment/Dockerfile")).Select(match => match.Groups[1].Value)
            .Where(name => !name.StartsWith("MALLOC_", StringComparison.Ordinal)));

    [Fact]
    public void CommentsAndScripts_UseKnownNames() => AssertKnown(
        new[] { "deploy.yml", "deployment/compose.yaml", "deployment/compose.env.example", "run.sh", "docs/operations.md" }
            .SelectMany(file => OurName().Matches(Repository.Read(file)).Select(match => match.Value)));

    private static YamlTree Program(string file) => YamlTree.Parse(Repository.Read(file), file)["services"]["akashchat"];

    private static void AssertKnown(IEnumerable<string> names)
    {
        var used = names.ToList();

        Assert.NotEmpty(used);
        Assert.Empty(used.Except(Known));
    }

    [GeneratedRegex(@"public const string \w+ = ""(\w+)"";")]
    private static partial Regex Constant();

    [GeneratedRegex(@"^\| `([A-Z][A-Z0-9_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex TableRow();

    [GeneratedRegex(@"^(?:ENV| {3}) ([A-Z][A-Z0-9_]+)=", RegexOptions.Multiline)]
    private static partial Regex DockerfileSetting();

    [GeneratedRegex(@"\bAKASHCHAT_[A-Z0-9_]+")]
    private static partial Regex OurName();
}
