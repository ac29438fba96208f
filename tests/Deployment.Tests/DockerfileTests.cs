using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AkashChat.Deployment.Tests;

/// <summary>deployment/Dockerfile: small, without privileges, asking for its own health.</summary>
public sealed class DockerfileTests
{
    private static readonly string Text = Repository.Read("deployment/Dockerfile").Replace("\\\n", " ", StringComparison.Ordinal);

    private static readonly string[] Lines = [.. Text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    /// <summary>The lines after the last FROM: what is shipped.</summary>
    private static readonly string[] Final = [.. Lines.Skip(Array.FindLastIndex(Lines, IsFrom))];

    [Fact]
    public void Bases_AreMicrosoftsOfOneVersion()
    {
        var bases = Lines.Where(IsFrom).Select(line => line.Split(' ')[1]).ToList();

        Assert.Equal(["mcr.microsoft.com/dotnet/sdk:10.0", "mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled"], bases);
    }

    [Fact]
    public void FirstLine_AsksForNoFrontendImage() => Assert.DoesNotContain("syntax=", Text, StringComparison.Ordinal);

    [Fact]
    public void Program_RunsWithoutPrivilegesOnOnePort()
    {
        Assert.Equal(["USER $APP_UID"], Final.Where(line => line.StartsWith("USER ", StringComparison.Ordinal)));
        Assert.Equal(["EXPOSE 8080"], Final.Where(line => line.StartsWith("EXPOSE ", StringComparison.Ordinal)));
        Assert.Contains("ENTRYPOINT [\"dotnet\", \"akashchat.dll\"]", Final);
    }

    [Fact]
    public void Data_BelongToTheUserThatRuns()
    {
        Assert.Contains("VOLUME /data", Final);
        Assert.Contains(Final, line => Regex.IsMatch(line, @"^COPY .*--chown=\$APP_UID:\$APP_UID .*/data$"));
    }

    [Fact]
    public void Health_IsAskedByTheProgramItself() =>
        Assert.Contains(Final, line => Regex.IsMatch(line, @"^HEALTHCHECK .*CMD \[""dotnet"", ""akashchat.dll"", ""health""\]$"));

    [Fact]
    public void ShippedStage_RunsNothingAndAddsNothingFromOutside()
    {
        Assert.DoesNotContain(Final, line => line.StartsWith("RUN ", StringComparison.Ordinal));
        Assert.DoesNotContain(Lines, line => line.StartsWith("ADD ", StringComparison.Ordinal));
        Assert.DoesNotContain(Lines, line => line.StartsWith("RUN ", StringComparison.Ordinal) && Regex.IsMatch(line, Shell.Fetching));
    }

    [Fact]
    public void Packages_AreRestoredLockedBeforeTheSourcesAreCopied()
    {
        var restore = Array.FindIndex(Lines, line => Regex.IsMatch(line, "^RUN dotnet restore .*--locked-mode$"));
        var sources = Array.IndexOf(Lines, "COPY src/ src/");

        Assert.InRange(restore, 1, sources);
        foreach (var project in Directory.GetFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories))
        {
            var folder = "src/" + Path.GetFileNameWithoutExtension(project);
            Assert.Contains($"COPY {folder}/{Path.GetFileName(project)} {folder}/packages.lock.json {folder}/", Lines.Take(restore));
        }
    }

    [Fact]
    public void Version_IsTheProgramsEverywhere()
    {
        var version = XDocument.Parse(Repository.Read("Directory.Build.props")).Descendants("Version").Single().Value;

        Assert.Contains($"org.opencontainers.image.version=\"{version}\"", Text, StringComparison.Ordinal);
        Assert.Contains($"/akashchat:{version}\n", Repository.Read("deploy.yml"), StringComparison.Ordinal);
        Assert.Contains($"image: akashchat:{version}\n", Repository.Read("deployment/compose.yaml"), StringComparison.Ordinal);
    }

    private static bool IsFrom(string line) => line.StartsWith("FROM ", StringComparison.Ordinal);
}
