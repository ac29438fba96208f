using AkashChat.Infrastructure.Catalog;
using AkashChat.Web.Commands;

namespace AkashChat.Web.Tests.Commands;

/// <summary>What <c>akashchat check</c> says of a good file.</summary>
public sealed class ConfigExplanationTests
{
    private const string Yaml = """
        model_list:
          - model_name: llama
            litellm_params:
              model: hosted_vllm/meta/llama
              api_base: http://gpu-host-1:8000/v1
              api_key: planted-key
              weight: 3
              max_parallel_requests: 4
              tags: [eu]
              extra_headers: { X-Secret: planted-header }
            model_info: { id: gpu-1, mode: chat, max_input_tokens: 8192, supports_vision: true, supports_function_calling: false }
          - model_name: llama
            litellm_params: { model: hosted_vllm/meta/llama, api_base: "http://gpu-host-2:8000/v1", weight: 1, order: 2, drop_params: true }
            model_info: { id: gpu-2 }
          - model_name: llama
            litellm_params: { model: hosted_vllm/meta/llama, api_base: "http://gpu-host-3:8000/v1", weight: 1, order: 2 }
            model_info: { id: gpu-3, input_cost_per_token: 1.5e-07, output_cost_per_token: 6e-07 }
          - model_name: openai/*
            litellm_params: { model: openai/*, rpm: 60 }
            model_info: { id: wild }
        router_settings:
          routing_strategy: simple-shuffle
          routing_groups: [{ group_name: g, models: [openai/*], routing_strategy: least-busy }]
          num_retries: 1
          retry_policy: { RateLimitErrorRetries: 4 }
          allowed_fails: 3
          model_group_alias: { best: { model: llama, hidden: true } }
          fallbacks: [{ llama: [openai/small, openai/large] }]
          context_window_fallbacks: [{ llama: [openai/long] }]
          default_fallbacks: [llama]
        litellm_settings: { cache: true, cache_params: { type: local, ttl: 60 } }
        akashchat_settings:
          hedge_after: 2
          limits:
            - { for: user, requests: 1000, budget: 2.5, per: 1d }
            - { for: key, team: guests, model: llama, tokens: 5000, per: 1m, window: rolling }
            - { for: model, model: openai/*, parallel: 8 }
            - { for: service, requests: 9, per: 1mo }
        """;

    private static readonly ConfigFile File = ConfigFileReader.Read(Yaml, _ => null);
    private static readonly string All = new ConfigExplanation(File).All();

    [Fact]
    public void Example_IsGood() => Assert.Empty(File.Faults);

    [Fact]
    public void Deployments_AreAlignedInColumns()
    {
        var lines = All.Split(Environment.NewLine);
        var heading = lines.First(line => line.StartsWith("  deployment", StringComparison.Ordinal));

        Assert.Equal("llama (chat)", lines[0]);
        foreach (var (id, order, share) in new[] { ("gpu-1", "3", "100 %"), ("gpu-2", "2", "50 %"), ("gpu-3", "2", "50 %") })
        {
            var line = lines.First(text => text.StartsWith($"  {id} ", StringComparison.Ordinal));
            Assert.StartsWith(order, line[heading.IndexOf("order", StringComparison.Ordinal)..], StringComparison.Ordinal);
            Assert.StartsWith(share, line[heading.IndexOf("share", StringComparison.Ordinal)..], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("no tools")]
    [InlineData("8192")]
    [InlineData("0.15 USD read, 0.6 USD written")]
    [InlineData("not known")]
    [InlineData("falls back to    openai/small, then openai/large")]
    [InlineData("prompt too long  openai/long")]
    [InlineData("strategy       least-busy")]
    [InlineData("1 (RateLimit 4)")]
    [InlineData("after more than 3 failures within a minute")]
    [InlineData("for models without their own: llama")]
    [InlineData("a second attempt after 2 s, for at most 5 % of the requests")]
    [InlineData("in memory for 60 s, all routes that can be, for each owner, for nothing")]
    [InlineData("only servers that are cooling")]
    [InlineData("best  is llama, not listed")]
    [InlineData("openai/*  as * there")]
    [InlineData("line 13: litellm_params.drop_params is not supported here and has no effect")]
    [InlineData("each account, all its keys together           1000 requests every 1d of the calendar (UTC)")]
    [InlineData("each account, all its keys together           2.5 USD every 1d of the calendar (UTC)")]
    [InlineData("each key of the team guests, calls of llama   5000 tokens within any 1m")]
    [InlineData("each model of openai/*, all callers together  8 requests open at the same moment")]
    [InlineData("all callers together                          9 requests every 1mo of the calendar (UTC)")]
    public void Meaning_IsTold(string text) => Assert.Contains(text, All, StringComparison.Ordinal);

    [Fact]
    public void AddressesAndKeys_AreNotTold()
    {
        Assert.DoesNotContain("planted", All, StringComparison.Ordinal);
        Assert.DoesNotContain("gpu-host", All, StringComparison.Ordinal);
        Assert.DoesNotContain("api.openai.com", All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("llama", "llama is a model of the file.")]
    [InlineData("best", "best is an alias of llama.")]
    [InlineData("gpu-2", "gpu-2 is the id of a deployment of llama.")]
    [InlineData("openai/o3", "openai/o3 fits the wildcard openai/*.")]
    public void Name_IsExplained(string name, string way) =>
        Assert.StartsWith(way, new ConfigExplanation(File).Of(name), StringComparison.Ordinal);

    [Fact]
    public void NameOfAWildcard_HasItsRulesAndTheServersName()
    {
        var text = new ConfigExplanation(File).Of("openai/o3")!;

        Assert.Contains(" o3 ", text, StringComparison.Ordinal);
        Assert.Contains("least-busy", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_HasTheLimitsThatHoldForIt()
    {
        var text = new ConfigExplanation(File).Of("openai/o3")!;

        Assert.Contains("8 requests open at the same moment", text, StringComparison.Ordinal);
        Assert.Contains("1000 requests", text, StringComparison.Ordinal);
        Assert.DoesNotContain("5000 tokens", text, StringComparison.Ordinal);
    }

    [Fact]
    public void NameThatNothingAnswersTo_IsNotExplained() => Assert.Null(new ConfigExplanation(File).Of("gpt"));

    [Fact]
    public void FileWithoutModels_OffersTheDemo() =>
        Assert.StartsWith("No models: the built-in demo is offered.", new ConfigExplanation(ConfigFile.Empty).All(), StringComparison.Ordinal);
}
