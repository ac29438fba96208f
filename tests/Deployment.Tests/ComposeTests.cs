namespace AkashChat.Deployment.Tests;

/// <summary>deployment/compose.yaml: what is public, what is demanded, what is kept.</summary>
public sealed class ComposeTests
{
    private static readonly YamlTree Compose = YamlTree.Parse(Repository.Read("deployment/compose.yaml"), "compose.yaml");

    public static TheoryData<string> Services => [.. Compose["services"].Keys];

    [Fact]
    public void World_ReachesOnePortOfTheProgramOnly()
    {
        var publishing = Compose["services"].Keys.Where(service => Compose["services"][service].Find("ports") is not null);
        var networks = Compose["services"].Keys.Where(service => Compose["services"][service].Find("network_mode") is not null);

        Assert.Equal(["akashchat"], publishing);
        Assert.Equal("${PUBLISH:-127.0.0.1:8080}:8080", Assert.Single(Compose["services"]["akashchat"]["ports"].Texts));
        Assert.Empty(networks);
    }

    [Theory]
    [InlineData("akashchat", "DATABASE_URL", "POSTGRES_PASSWORD")]
    [InlineData("akashchat", "REDIS_PASSWORD", "REDIS_PASSWORD")]
    [InlineData("postgres", "POSTGRES_PASSWORD", "POSTGRES_PASSWORD")]
    [InlineData("redis", "REDIS_PASSWORD", "REDIS_PASSWORD")]
    public void Password_IsDemandedAndHasNoDefault(string service, string variable, string password)
    {
        var value = Compose["services"][service]["environment"][variable].Text;

        Assert.Contains($"${{{password}:?", value, StringComparison.Ordinal);
        Assert.Contains($"\n{password}=\n", Repository.Read("deployment/compose.env.example"), StringComparison.Ordinal);
    }

    [Fact]
    public void Redis_AsksForItsPassword() => Assert.Contains(
        "--requirepass \"$$REDIS_PASSWORD\"", Compose["services"]["redis"]["command"].Texts[^1], StringComparison.Ordinal);

    [Theory]
    [InlineData("akashchat", "data:/data")]
    [InlineData("postgres", "postgres:/var/lib/postgresql/data")]
    [InlineData("redis", "redis:/data")]
    public void Data_LieInANamedVolume(string service, string volume)
    {
        Assert.Contains(volume, Compose["services"][service]["volumes"].Texts);
        Assert.Contains(volume.Split(':')[0], Compose["volumes"].Keys);
    }

    [Fact]
    public void Program_WaitsForHealthyStores()
    {
        var waits = Compose["services"]["akashchat"]["depends_on"];

        Assert.Equal(["postgres", "redis"], waits.Keys.Order());
        Assert.All(waits.Keys, store => Assert.Equal("service_healthy", waits[store]["condition"].Text));
        Assert.All(waits.Keys, store => Assert.NotEmpty(Compose["services"][store]["healthcheck"]["test"].Texts));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_IsPinnedConfinedAndFetchesNothingWhenItStarts(string service)
    {
        var definition = Compose["services"][service];

        Assert.True(ImageReference.IsPinned(definition["image"].Text), definition["image"].Text);
        Assert.Equal("true", definition["read_only"].Text);
        Assert.Equal(["ALL"], definition["cap_drop"].Texts);
        Assert.Contains("no-new-privileges:true", definition["security_opt"].Texts);
        Assert.Null(definition.Find("privileged"));
        Assert.DoesNotMatch(Shell.Fetching, string.Join(' ', definition.Find("command")?.Texts ?? []));
    }

    [Fact]
    public void Program_IsBuiltFromOurDockerfileAsDeployed()
    {
        var sdl = YamlTree.Parse(Repository.Read("deploy.yml"), "deploy.yml");
        var deployed = sdl["services"]["akashchat"]["image"].Text;

        Assert.Equal("deployment/Dockerfile", Compose["services"]["akashchat"]["build"]["dockerfile"].Text);
        Assert.EndsWith("/" + Compose["services"]["akashchat"]["image"].Text, deployed, StringComparison.Ordinal);
        Assert.Equal(sdl["services"]["postgres"]["image"].Text, Compose["services"]["postgres"]["image"].Text);
        Assert.Equal(sdl["services"]["redis"]["image"].Text, Compose["services"]["redis"]["image"].Text);
    }

    [Fact]
    public void Passwords_StayOutOfVersionControl() =>
        Assert.Contains(".env\n", Repository.Read("deployment/.gitignore"), StringComparison.Ordinal);
}
