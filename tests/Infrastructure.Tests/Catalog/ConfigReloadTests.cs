using AkashChat.Infrastructure.Catalog;
using AkashChat.TestKit.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Infrastructure.Tests.Catalog;

/// <summary>A real file that changes under a catalog.</summary>
public sealed class ConfigReloadTests : IDisposable
{
    private const string Key = "planted-key-4711";
    private readonly string _folder = Directory.CreateTempSubdirectory("akashchat-config-").FullName;
    private readonly FakeTimeProvider _clock = new();
    private readonly CapturedLog _log = new();
    private readonly LoggerFactory _loggers;
    private ModelCatalog? _catalog;
    private ConfigReload? _reload;

    public ConfigReloadTests() => _loggers = new LoggerFactory([_log]);

    private string FilePath => Path.Combine(_folder, "config.yaml");

    [Fact]
    public async Task Change_IsTakenAtTheSecondLookThatSeesIt()
    {
        await StartAsync(Model("a"));
        Write(Model("a", "weight: 3") + Model("b"));

        _reload!.Look();
        Assert.Equal(1, _catalog!.Current.Version);
        _reload.Look();

        Assert.Equal(2, _catalog.Current.Version);
        Assert.Equal(["a", "b"], _catalog.Current.Groups.Select(group => group.Name));
        Assert.Equal(3, _catalog.Current.Find("a")!.Deployments[0].Weight);
        Assert.Contains("models added: b; deployments added: ", _log.ToString(), StringComparison.Ordinal);
        Assert.Contains("deployments changed: ", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileThatIsBeingWritten_IsLeftAlone()
    {
        await StartAsync(Model("a"));
        foreach (var half in new[] { "", Model("b"), Model("b") + Model("c") })
        {
            Write(half);
            _reload!.Look();
        }

        Assert.Equal(1, _catalog!.Current.Version);
    }

    [Theory]
    [InlineData("api_key: other")]
    [InlineData("weight: 2")]
    [InlineData("tags: [new]")]
    [InlineData("extra_headers: { X-New: value }")]
    [InlineData("timeout: 3")]
    public async Task AnyChangeOfADeployment_Counts(string parameter)
    {
        await StartAsync(Model("a", "rpm: 1"));
        Write(Model("a", parameter));

        LookTwice();

        Assert.Equal(2, _catalog!.Current.Version);
        Assert.Contains("deployments changed", _log.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("router_settings: { num_retries: 9 }", "rules changed")]
    [InlineData("router_settings: { model_group_alias: { x: a } }", "aliases changed")]
    [InlineData("# only a remark", "nothing that matters has changed")]
    public async Task ChangeBesideTheModels_IsNamed(string section, string expected)
    {
        await StartAsync(Model("a"));
        File.WriteAllText(FilePath, $"model_list:\n{Model("a")}{section}\n");

        LookTwice();

        Assert.Contains($"now version 2: {expected}", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BadFile_IsRefusedWithItsLinesAndTheOldOneStays()
    {
        await StartAsync(Model("a"));
        Write(Model("b", "weight: heavy") + Model("c", "wieght: 1"));

        LookTwice();
        LookTwice();

        Assert.Equal(1, _catalog!.Current.Version);
        Assert.NotNull(_catalog.Current.Find("a"));
        Assert.Equal(2, _reload!.Refusal!.Faults.Count);
        Assert.Single(_log.Lines, line => line.Contains("is refused", StringComparison.Ordinal) && line.Contains("line 6: weight", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MendedFile_EndsTheRefusal()
    {
        await StartAsync(Model("a"));
        Write("broken: [");
        LookTwice();
        Write(Model("b"));
        LookTwice();

        Assert.Null(_reload!.Refusal);
        Assert.NotNull(_catalog!.Current.Find("b"));
    }

    [Fact]
    public async Task FileThatIsGone_IsRefusedUntilItIsBack()
    {
        await StartAsync(Model("a"));
        File.Delete(FilePath);
        LookTwice();

        Assert.NotNull(_reload!.Refusal);
        Assert.NotNull(_catalog!.Current.Find("a"));
        Write(Model("a"));
        LookTwice();
        Assert.Null(_reload.Refusal);
    }

    [Fact]
    public async Task SwappedLinks_AreSeenAsConfigMapsMakeThem()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "1"));
        Directory.CreateDirectory(Path.Combine(_folder, "2"));
        File.WriteAllText(Path.Combine(_folder, "1", "config.yaml"), $"model_list:\n{Model("a")}");
        File.WriteAllText(Path.Combine(_folder, "2", "config.yaml"), $"model_list:\n{Model("b")}");
        var link = Path.Combine(_folder, "data");
        Directory.CreateSymbolicLink(link, "1");
        File.CreateSymbolicLink(FilePath, Path.Combine("data", "config.yaml"));
        await LoadAsync();

        File.Delete(link);
        Directory.CreateSymbolicLink(link, "2");
        LookTwice();

        Assert.NotNull(_catalog!.Current.Find("b"));
    }

    [Fact]
    public async Task IncludedFile_IsWatchedToo()
    {
        var more = Path.Combine(_folder, "more.yaml");
        File.WriteAllText(more, $"model_list:\n{Model("b")}");
        File.WriteAllText(FilePath, $"include: [more.yaml]\nmodel_list:\n{Model("a")}");
        await LoadAsync();

        File.WriteAllText(more, $"model_list:\n{Model("c")}");
        LookTwice();

        Assert.Equal(["a", "c"], _catalog!.Current.Groups.Select(group => group.Name));
    }

    [Fact]
    public async Task UnchangedFile_IsNoNewVersion()
    {
        await StartAsync(Model("a"));
        Write(Model("a"));
        LookTwice();

        Assert.Equal(1, _catalog!.Current.Version);
    }

    [Fact]
    public async Task Signal_ReadsAtOnce()
    {
        await StartAsync(Model("a"));
        Write(Model("b"));
        _reload!.ReadNow();

        Assert.NotNull(_catalog!.Current.Find("b"));
    }

    [Fact]
    public async Task Reloader_LooksEveryTwoSecondsOfTheClock()
    {
        await StartAsync(Model("a"));
        using var reloader = new ConfigReloader(_reload!, _clock, _loggers.CreateLogger<ConfigReloader>());
        await reloader.StartAsync(CancellationToken.None);
        Write(Model("b"));

        var taken = _log.WaitForAsync("now version 2");
        while (!taken.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(2));
            await Task.WhenAny(taken, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System));
        }

        await taken;
        await reloader.StopAsync(CancellationToken.None);
        Assert.NotNull(_catalog!.Current.Find("b"));
    }

    [Fact]
    public async Task NeitherAddressesNorKeys_AreLogged()
    {
        await StartAsync(Model("a"));
        Write(Model("a", "weight: 2") + Model("b", $"api_base: http://user:{Key}@hidden-host/"));
        LookTwice();
        Write(Model("a", "weight: 2") + Model("b", "api_base: http://hidden-host/"));
        LookTwice();

        Assert.DoesNotContain(Key, _log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-host", _log.ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _loggers.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Model(string name, string parameter = "weight: 1") => $$"""
          - model_name: {{name}}
            litellm_params:
              model: openai/{{name}}
              api_key: {{Key}}
              {{parameter}}

        """.Replace($"api_key: {Key}\n      api_key:", "api_key:", StringComparison.Ordinal);

    private void Write(string models) => File.WriteAllText(FilePath, $"model_list:\n{models}");

    private Task StartAsync(string models)
    {
        Write(models);
        return LoadAsync();
    }

    private Task LoadAsync()
    {
        var options = new CatalogOptions { ConfigPath = FilePath };
        _catalog = new ModelCatalog(options, [], _clock, _loggers.CreateLogger<ModelCatalog>());
        _reload = new ConfigReload(_catalog, options, _clock, _loggers.CreateLogger<ConfigReload>());
        return _catalog.LoadAsync(CancellationToken.None);
    }

    private void LookTwice()
    {
        _reload!.Look();
        _reload.Look();
    }
}
