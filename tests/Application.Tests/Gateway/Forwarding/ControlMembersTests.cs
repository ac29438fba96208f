using System.Text;
using System.Text.Json;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Gateway;
using Xunit.Abstractions;

namespace AkashChat.Application.Tests.Gateway.Forwarding;

/// <summary>What a request says about its own way is read, and does not reach the model server.</summary>
public sealed class ControlMembersTests(ITestOutputHelper output)
{
    private static readonly Dictionary<string, string[]> Values = new(StringComparer.Ordinal)
    {
        ["tags"] = ["null", "[]", """[ "a" , "b\u0063" ]"""],
        ["timeout"] = ["null", "1.5", "1e1"],
        ["fallbacks"] = ["null", """["m2"]"""],
        ["num_retries"] = ["null", "0", "10"],
        ["disable_fallbacks"] = ["null", "true", "false"],
        ["cache"] = ["null", "true", """{ "no-cache" : true , "ttl": 1.0}"""],
    };

    [Theory]
    [InlineData("""{"tags":["a"],"model":"m"}""", """{"model":"m"}""")]
    [InlineData("""{ "tags":["a"] , "model":"m" }""", """{ "model":"m" }""")]
    [InlineData("""{"model":"m","tags":["a"]}""", """{"model":"m"}""")]
    [InlineData("""{"model":"m" , "tags":["a"] }""", """{"model":"m" }""")]
    [InlineData("""{"model":"m","num_retries":1,"x":2}""", """{"model":"m","x":2}""")]
    [InlineData("""{"timeout":1,"tags":[],"model":"m"}""", """{"model":"m"}""")]
    [InlineData("""{"timeout":1,"model":"m","tags":[],"cache":{},"x":2,"fallbacks":[]}""", """{"model":"m","x":2}""")]
    [InlineData("""{"model":"m","tags":null,"timeout":null,"num_retries":null,"fallbacks":null,"disable_fallbacks":null,"cache":null}""", """{"model":"m"}""")]
    [InlineData("""{"model":"m","metadata":{"tags":["a"]}}""", """{"model":"m","metadata":{"tags":["a"]}}""")]
    [InlineData("""{"x":{"tags":["a"],"timeout":1},"model":"m"}""", """{"x":{"tags":["a"],"timeout":1},"model":"m"}""")]
    [InlineData("""{"tag":1,"Tags":2,"timeouts":3,"model":"m"}""", """{"tag":1,"Tags":2,"timeouts":3,"model":"m"}""")]
    [InlineData("""{"t\u0061gs":["a"],"model":"m"}""", """{"t\u0061gs":["a"],"model":"m"}""")]
    public void WhatIsForUs_IsCutOutAtEveryPlace(string body, string expected) => Assert.Equal(expected, Rewrite(body, "m", askForUsage: false));

    [Theory]
    [InlineData("""{"tags":["a"],"model":"m","stream":true}""", """{"stream_options":{"include_usage":true},"model":"up","stream":true}""")]
    [InlineData("""{ "tags":["a"],"model":"m","stream":true}""", """{"stream_options":{"include_usage":true}, "model":"up","stream":true}""")]
    [InlineData("""{"cache":{},"timeout":1,"model":"m","stream":true,"tags":[]}""", """{"stream_options":{"include_usage":true},"model":"up","stream":true}""")]
    [InlineData("""{"stream_options":{},"tags":["a"],"model":"m"}""", """{"stream_options":{"include_usage":true},"model":"up"}""")]
    public void CutsAndOtherChanges_StandSideBySide(string body, string expected) => Assert.Equal(expected, Rewrite(body, "up", askForUsage: true));

    [Fact]
    public void Members_AreRead()
    {
        var controls = Read("""{"num_retries":3,"timeout":2.5,"fallbacks":["a","b"],"disable_fallbacks":true,"tags":["x"],"model":"m"}""");

        Assert.Equal((3, TimeSpan.FromSeconds(2.5), true), (controls.Retries!.Value, controls.Timeout!.Value, controls.DisableFallbacks));
        Assert.Equal(["a", "b"], controls.Fallbacks.ToArray());
        Assert.Equal(["x"], controls.Tags.ToArray());
        Assert.Equal(["y"], Read("""{"model":"m","metadata":{"user":{"tags":["z"]},"tags":["y"]}}""").Tags.ToArray());
        Assert.Empty(Read("""{"model":"m","metadata":{"tags":"text"}}""").Tags);
        Assert.True(Read("""{"model":"m","fallbacks":null}""").Fallbacks.IsDefault);
        Assert.Same(CallControls.None, Read("""{"model":"m","metadata":null}"""));
    }

    [Theory]
    [InlineData("num_retries", "-1")]
    [InlineData("num_retries", "11")]
    [InlineData("num_retries", "1.5")]
    [InlineData("num_retries", "\"1\"")]
    [InlineData("timeout", "0")]
    [InlineData("timeout", "-1")]
    [InlineData("timeout", "86401")]
    [InlineData("timeout", "\"1\"")]
    [InlineData("timeout", "{\"a\":1}")]
    [InlineData("fallbacks", "\"m\"")]
    [InlineData("fallbacks", "[{\"model\":\"m\"}]")]
    [InlineData("fallbacks", "[\"m\",[\"n\"],\"o\"]")]
    [InlineData("tags", "{\"a\":[1]}")]
    [InlineData("tags", "[1]")]
    [InlineData("tags", "[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\",\"11\"]")]
    [InlineData("disable_fallbacks", "\"true\"")]
    [InlineData("disable_fallbacks", "[true]")]
    public void WrongType_IsRefusedAndNamesTheMember(string member, string value)
    {
        var read = CallReader.Read(Encoding.UTF8.GetBytes($$"""{"{{member}}":{{value}},"model":"m"}"""));

        Assert.False(read.IsSuccess);
        Assert.Equal((GatewayErrors.FieldWrongType.Code, member), (read.Error.Code, read.Error.Field));
    }

    [Fact]
    public void RandomBodies_LoseWhatIsForUsAndNothingElse()
    {
        var start = Random.Shared.Next();
        output.WriteLine($"Seed {start}");
        for (var seed = start; seed < start + 3_000; seed++)
        {
            var random = new RandomJson(seed);
            var members = new List<string> { random.Member("model", "\"m\"") };
            foreach (var (name, values) in Values)
            {
                if (random.OneOf(true, false))
                {
                    members.Add(random.Member(name, random.OneOf(values)));
                }
            }

            AssertOnlyThoseGo(random.Body([.. members]), seed);
        }
    }

    private static void AssertOnlyThoseGo(string body, int seed)
    {
        var before = Members(body);
        var rewritten = Rewrite(body, "m", askForUsage: false);

        Assert.True(Members(rewritten).SequenceEqual(before.Where(member => !Values.ContainsKey(member.Name))), $"Seed {seed}:\n{body}\n{rewritten}");
        Assert.True(rewritten.StartsWith(body[..(body.IndexOf('{', StringComparison.Ordinal) + 1)], StringComparison.Ordinal), $"Seed {seed}");
        Assert.True(rewritten.EndsWith(body[body.LastIndexOf('}')..], StringComparison.Ordinal), $"Seed {seed}");

        // Beside the members themselves only spaces and one comma each went.
        var gone = before.Count(member => Values.ContainsKey(member.Name));
        Assert.Equal(gone, Count(body, ',', before) - Count(rewritten, ',', before.Where(member => !Values.ContainsKey(member.Name))));
    }

    /// <summary>Counts a character between the members.</summary>
    private static int Count(string body, char character, IEnumerable<(string Name, string Value)> members) =>
        body.Count(found => found == character) - members.Sum(member => member.Name.Count(found => found == character) + member.Value.Count(found => found == character));

    private static List<(string Name, string Value)> Members(string body)
    {
        using var document = JsonDocument.Parse(body);
        return [.. document.RootElement.EnumerateObject().Select(member => (member.Name, member.Value.GetRawText()))];
    }

    private static CallControls Read(string body) => CallReader.Read(Encoding.UTF8.GetBytes(body)).Value.Controls;

    private static string Rewrite(string body, string upstreamModel, bool askForUsage)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var rewritten = CallRewriter.Rewrite(bytes, CallReader.Read(bytes).Value, upstreamModel, askForUsage);
        return rewritten is null ? body : Encoding.UTF8.GetString(rewritten.Written.Span);
    }
}
