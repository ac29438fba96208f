using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AkashChat.Application.Gateway.Forwarding;
using Xunit.Abstractions;

namespace AkashChat.Application.Tests.Gateway.Forwarding;

public sealed class CallRewriterTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("""{"model":"m","stream":true}""", """{"stream_options":{"include_usage":true},"model":"m","stream":true}""")]
    [InlineData(""" { "model":"m"}""", """ {"stream_options":{"include_usage":true}, "model":"m"}""")]
    [InlineData("""{"stream_options":null,"model":"m"}""", """{"stream_options":{"include_usage":true},"model":"m"}""")]
    [InlineData("""{"stream_options": { } ,"model":"m"}""", """{"stream_options": {"include_usage":true } ,"model":"m"}""")]
    [InlineData("""{"stream_options":{"x":1},"model":"m"}""", """{"stream_options":{"include_usage":true,"x":1},"model":"m"}""")]
    [InlineData("""{"stream_options":{"x":1,"include_usage" : false},"model":"m"}""", """{"stream_options":{"x":1,"include_usage" : true},"model":"m"}""")]
    [InlineData("""{"stream_options":{"include_usage":null},"model":"m"}""", """{"stream_options":{"include_usage":true},"model":"m"}""")]
    public void UsageThatTheCallerDidNotAskFor_IsAskedFor(string body, string expected) => Assert.Equal(expected, Rewrite(body, "m", askForUsage: true));

    [Theory]
    [InlineData("""{"model":"m","stream_options":{"include_usage":true}}""", true)]
    [InlineData("""{"model":"m","stream_options":{"include_usage":false}}""", false)]
    [InlineData("""{"model":"m"}""", false)]
    public void NothingToChange_LeavesTheCallersOwnBytes(string body, bool askForUsage) => Assert.Null(Rewrite(body, "m", askForUsage));

    [Theory]
    [InlineData("""{"model":"m","stream_options":{"a":1}}""", """{"model":"up","stream_options":{"include_usage":true,"a":1}}""")]
    [InlineData("""{"stream_options":{"include_usage":false},"model":"m"}""", """{"stream_options":{"include_usage":true},"model":"up"}""")]
    [InlineData("""{"model":"m"}""", """{"stream_options":{"include_usage":true},"model":"up"}""")]
    public void BothChanges_AreMadeInEitherOrder(string body, string expected) => Assert.Equal(expected, Rewrite(body, "up", askForUsage: true));

    [Theory]
    [InlineData("plain/name:7b", "\"plain/name:7b\"")]
    [InlineData("modèle 世", "\"modèle 世\"")]
    [InlineData("say \"hi\" \\ \n", "\"say \\\"hi\\\" \\\\ \\n\"")]
    public void UpstreamModel_IsWrittenAsAJsonString(string model, string expected)
    {
        var rewritten = Rewrite("""{"model":"m"}""", model, askForUsage: false);

        Assert.Equal($$"""{"model":{{expected}}}""", rewritten);
    }

    [Fact]
    public void RandomBodies_ChangeInTheTwoValuesAlone()
    {
        var start = Random.Shared.Next();
        output.WriteLine($"Seed {start}");
        for (var seed = start; seed < start + 2_000; seed++)
        {
            var random = new RandomJson(seed);
            var members = new List<string> { random.Member("model", "\"the-caller's\"") };
            var options = random.OneOf(null, "null", "{}", "{ }", """{"x":[1]}""", """{"include_usage":false , "x":2}""", """{"x":{} , "include_usage" : null}""", """{"include_usage":true}""");
            if (options is not null)
            {
                members.Add(random.Member("stream_options", options));
            }

            AssertOnlyThoseChange(random.Body([.. members]), seed);
        }
    }

    private static void AssertOnlyThoseChange(string body, int seed)
    {
        var rewritten = Rewrite(body, "the-server's", askForUsage: true);

        Assert.NotNull(rewritten);
        Assert.True(OneEdit(WithoutModel(body, "\"the-caller's\""), WithoutModel(rewritten, "\"the-server's\"")), $"Seed {seed}:\n{body}\n{rewritten}");
        var json = JsonNode.Parse(rewritten, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = true })!.AsObject();
        Assert.Equal("the-server's", json["model"]!.GetValue<string>());
        Assert.True(json["stream_options"]!["include_usage"]!.GetValue<bool>(), $"Seed {seed}");
    }

    /// <summary>Whether at most one place differs, and the difference there is one of the documented ones.</summary>
    private static bool OneEdit(string before, string after)
    {
        if (before == after)
        {
            return true;
        }

        var same = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        return Replacements.Any(edit =>
            Enumerable.Range(Math.Max(0, same - edit.New.Length), same - Math.Max(0, same - edit.New.Length) + 1).Any(place =>
                before.AsSpan(place).StartsWith(edit.Old, StringComparison.Ordinal)
                && string.Concat(before.AsSpan(0, place), edit.New, before.AsSpan(place + edit.Old.Length)) == after));
    }

    private static readonly (string Old, string New)[] Replacements =
    [
        ("", "\"stream_options\":{\"include_usage\":true},"),
        ("null", "{\"include_usage\":true}"),
        ("", "\"include_usage\":true"),
        ("", "\"include_usage\":true,"),
        ("false", "true"),
        ("null", "true"),
    ];

    private static string WithoutModel(string body, string model)
    {
        var place = body.IndexOf(model, StringComparison.Ordinal);
        return string.Concat(body.AsSpan(0, place), "\"\"", body.AsSpan(place + model.Length));
    }

    private static string? Rewrite(string body, string upstreamModel, bool askForUsage)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var rewritten = CallRewriter.Rewrite(bytes, CallReader.Read(bytes).Value, upstreamModel, askForUsage);
        return rewritten is null ? null : Encoding.UTF8.GetString(rewritten.Written.Span);
    }
}
