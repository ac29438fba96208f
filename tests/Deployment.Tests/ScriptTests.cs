namespace AkashChat.Deployment.Tests;

/// <summary>The scripts of the repository can be run as the documents say.</summary>
public sealed class ScriptTests
{
    [Theory]
    [InlineData("run.sh")]
    [InlineData("test.sh")]
    [InlineData(".ci/run")]
    [InlineData("deployment/check-litellm.sh")]
    [InlineData("bench/check.sh")]
    [InlineData("bench/compare.sh")]
    [InlineData("bench/measure.sh")]
    [InlineData("bench/sweep.sh")]
    public void Script_IsExecutableAndParses(string script)
    {
        var path = Repository.PathOf(script);

        var parsed = Shell.Start("bash", ["-n", path]);

        Assert.Equal((0, ""), (parsed.ExitCode, parsed.Error));
        Assert.StartsWith("#!/usr/bin/env bash\n", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute));
    }

    [Fact]
    public void ContinuousIntegration_RunsWhatDevelopersRun() =>
        Assert.Contains("/../test.sh\"", Repository.Read(".ci/run"), StringComparison.Ordinal);
}
