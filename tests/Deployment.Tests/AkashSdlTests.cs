namespace AkashChat.Deployment.Tests;

/// <summary>deploy.yml against the rules of Akash's SDL 2.0, and against ours about what the world may reach.</summary>
public sealed class AkashSdlTests
{
    private static readonly YamlTree Sdl = YamlTree.Parse(Repository.Read("deploy.yml"), "deploy.yml");

    public static TheoryData<string> Services => [.. Sdl["services"].Keys];

    [Fact]
    public void File_IsSdlTwoWithAllItsParts()
    {
        Assert.Equal("2.0", Sdl["version"].Text);
        Assert.Equal(["version", "services", "profiles", "deployment"], Sdl.Keys);
        Assert.Equal(["akashchat", "postgres", "redis"], Sdl["services"].Keys.Order());
    }

    [Fact]
    public void Hole30_OnlyTheFrontIsPublic()
    {
        var open = Exposures().Where(exposure => exposure.Target.Find("global")?.Text == "true").ToList();

        var only = Assert.Single(open);
        Assert.Equal("akashchat", only.Service);
        Assert.Equal("8080", only.Port["port"].Text);
        Assert.Equal("80", only.Port["as"].Text);
    }

    [Fact]
    public void Inside_OnlyTheProgramReachesDatabaseAndRedis()
    {
        var inner = Exposures().Where(exposure => exposure.Service != "akashchat").ToList();

        Assert.Equal(["postgres", "redis"], inner.Select(exposure => exposure.Service).Order());
        Assert.All(inner, exposure => Assert.Equal(["service"], exposure.Target.Keys));
        Assert.All(inner, exposure => Assert.Equal("akashchat", exposure.Target["service"].Text));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_HasAPlaceAProfileAndAPrice(string service)
    {
        var placement = Assert.Single(Sdl["deployment"][service].Keys);
        var profile = Sdl["deployment"][service][placement]["profile"].Text;
        var resources = Sdl["profiles"]["compute"][profile]["resources"];
        var price = Sdl["profiles"]["placement"][placement]["pricing"][profile];

        Assert.Equal("1", Sdl["deployment"][service][placement]["count"].Text);
        Assert.Equal("uact", price["denom"].Text);
        Assert.True(int.Parse(price["amount"].Text) > 0);
        Assert.True(decimal.Parse(resources["cpu"]["units"].Text) > 0);
        Assert.EndsWith("Gi", resources["memory"]["size"].Text, StringComparison.Ordinal);
        Assert.All(resources["storage"].Items, volume => Assert.EndsWith("Gi", volume["size"].Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Parts_NameNoServiceOrProfileThatIsNotThere()
    {
        var services = Sdl["services"].Keys.Order().ToList();
        var profiles = Sdl["profiles"]["compute"].Keys.Order().ToList();
        var placement = Sdl["profiles"]["placement"][Assert.Single(Sdl["profiles"]["placement"].Keys)];

        Assert.Equal(services, Sdl["deployment"].Keys.Order());
        Assert.Equal(services, profiles);
        Assert.Equal(profiles, placement["pricing"].Keys.Order());
        Assert.NotEmpty(placement["signedBy"]["anyOf"].Texts);
    }

    [Theory]
    [InlineData("postgres", "/var/lib/postgresql/data")]
    [InlineData("redis", "/data")]
    public void Store_KeepsItsDataOnAPersistentVolume(string service, string mount)
    {
        var mounts = Sdl["services"][service]["params"]["storage"];
        var volume = Assert.Single(mounts.Keys);
        var declared = Assert.Single(
            Sdl["profiles"]["compute"][service]["resources"]["storage"].Items, item => item.Find("name")?.Text == volume);

        Assert.Equal(mount, mounts[volume]["mount"].Text);
        Assert.Equal("true", declared["attributes"]["persistent"].Text);
        Assert.Equal("beta3", declared["attributes"]["class"].Text);
    }

    [Fact]
    public void Postgres_KeepsItsClusterBelowTheMount() =>
        Assert.Equal("/var/lib/postgresql/data/pgdata", Environment("postgres")["PGDATA"]);

    [Fact]
    public void Passwords_AreThePlaceholdersThatTheFileTellsToReplace()
    {
        Assert.Equal("REPLACE_WITH_DATABASE_PASSWORD", Environment("postgres")["POSTGRES_PASSWORD"]);
        Assert.Equal("REPLACE_WITH_REDIS_PASSWORD", Environment("redis")["REDIS_PASSWORD"]);
        Assert.Equal("REPLACE_WITH_REDIS_PASSWORD", Environment("akashchat")["REDIS_PASSWORD"]);
        Assert.StartsWith(
            "postgres://akashchat:REPLACE_WITH_DATABASE_PASSWORD@postgres:5432/", Environment("akashchat")["DATABASE_URL"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres", "POSTGRES_PASSWORD", "REPLACE_WITH_DATABASE_PASSWORD", 1)]
    [InlineData("postgres", "POSTGRES_PASSWORD", "9f2c", 0)]
    [InlineData("redis", "REDIS_PASSWORD", "REPLACE_WITH_REDIS_PASSWORD", 1)]
    [InlineData("redis", "REDIS_PASSWORD", "9f2c", 0)]
    public void Placeholder_StopsTheStore(string service, string variable, string password, int exitCode)
    {
        var script = Assert.Single(Sdl["services"][service]["args"].Texts)
            .Replace("exec docker-entrypoint.sh", "exec echo", StringComparison.Ordinal);

        var run = Shell.Run(script, (variable, password));

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal(exitCode == 1, run.Error.Contains("Replace the placeholder", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_IsPinnedAndFetchesNothingWhenItStarts(string service)
    {
        var definition = Sdl["services"][service];
        var words = (definition.Find("command")?.Texts ?? []).Concat(definition.Find("args")?.Texts ?? []);

        Assert.True(ImageReference.IsPinned(definition["image"].Text), definition["image"].Text);
        Assert.DoesNotMatch(Shell.Fetching, string.Join(' ', words));
    }

    [Fact]
    public void Redis_AsksForItsPassword() =>
        Assert.Contains("--requirepass \"$REDIS_PASSWORD\"", Sdl["services"]["redis"]["args"].Texts[0], StringComparison.Ordinal);

    private static Dictionary<string, string> Environment(string service) => Sdl["services"][service]["env"].Texts
        .Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    private static IEnumerable<(string Service, YamlTree Port, YamlTree Target)> Exposures() =>
        from service in Sdl["services"].Keys
        from port in Sdl["services"][service]["expose"].Items
        from target in port["to"].Items
        select (service, port, target);
}
