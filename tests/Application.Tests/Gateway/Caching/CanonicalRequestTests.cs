using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AkashChat.Application.Gateway.Caching;
using AkashChat.Application.Tests.Gateway.Forwarding;
using Xunit.Abstractions;

namespace AkashChat.Application.Tests.Gateway.Caching;

public sealed class CanonicalRequestTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("""{"a":1,"b":[true,false,null]}""", " {\r\n\t\"b\" : [ true,false , null ] ,\"a\":1 } ")]
    [InlineData("""{"a":{"x":1,"y":{"p":1,"q":2}}}""", """{"a":{"y":{"q":2,"p":1},"x":1}}""")]
    [InlineData("""{"a":"é世👩\n/\""}""", """{"a":"\u00e9\u4e16\ud83d\udc69\u000a\/\u0022"}""")]
    [InlineData("""{"ab":1}""", """{"\u0061b":1}""")]
    [InlineData("""{"a":1}""", """{"model":"m","a":1,"cache":{"ttl":5},"timeout":3,"num_retries":0}""")]
    [InlineData("""{"a":"\ud800"}""", """{ "a" : "\ud800" }""")]
    public void EqualRequests_Meet(string one, string other) => Assert.Equal(Hash(one), Hash(other));

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1.0}""")]
    [InlineData("""{"a":123456789012345678901234567890}""", """{"a":123456789012345678901234567891}""")]
    [InlineData("""{"a":1}""", """{"a":"1"}""")]
    [InlineData("""{"a":null}""", """{"a":"null"}""")]
    [InlineData("""{"a":null}""", """{}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[12]}""")]
    [InlineData("""{"a":[[],[1]]}""", """{"a":[[1],[]]}""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":2,"a":1}""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""")]
    [InlineData("""{"a":1,"b":0,"a":2}""", """{"a":2,"b":0,"a":1}""")]
    [InlineData("""{"a":{"model":"m"}}""", """{"a":{"model":"n"}}""")]
    [InlineData("""{"a":{"cache":1}}""", """{"a":{}}""")]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\ud801"}""")]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\\ud800"}""")]
    [InlineData("""{"ab":"c"}""", """{"a":"bc"}""")]
    [InlineData("""{"a":"x","b":"y"}""", """{"a":"x\",\"b\":\"y"}""")]
    [InlineData("""{"stream":true}""", """{"stream":false}""")]
    public void OtherRequests_DoNotMeet(string one, string other) => Assert.NotEqual(Hash(one), Hash(other));

    [Theory]
    [InlineData("""{"t\ud800":1}""")]
    [InlineData("""{"num\udfff":1}""")]
    public void NameThatIsNoText_FailsNothing(string body) => Assert.Null(Record.Exception(() => Hash(body)));

    [Fact]
    public void Context_IsPartOfIt()
    {
        Assert.NotEqual(CanonicalRequest.Hash(["a", "b"], "{}"u8), CanonicalRequest.Hash(["ab", ""], "{}"u8));
        Assert.NotEqual(CanonicalRequest.Hash(["a", "b"], "{}"u8), CanonicalRequest.Hash(["a", "c"], "{}"u8));
        Assert.Equal(CanonicalRequest.Hash(["a", "b"], "{}"u8), CanonicalRequest.Hash(["a", "b"], "{ }"u8));
    }

    [Theory]
    [InlineData(62, true)]
    [InlineData(64, false)]
    [InlineData(500, false)]
    public void Depth_HasABound(int depth, bool isHashed)
    {
        var body = $$"""{"a":{{string.Concat(Enumerable.Repeat("[", depth))}}{{string.Concat(Enumerable.Repeat("]", depth))}}}""";

        Assert.Equal(isHashed, Hash(body) is not null);
    }

    [Fact]
    public void RandomBodies_MeetHoweverTheyAreWritten()
    {
        var start = Random.Shared.Next();
        output.WriteLine($"Seed {start}");
        for (var seed = start; seed < start + 1_000; seed++)
        {
            var body = new RandomJson(seed).Body("\"model\":\"m\"");
            var backwards = JsonNode.Parse(body, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = true });
            if (HasTwins(body))
            {
                continue;
            }

            Assert.True(Hash(body) == Hash(Backwards(backwards!).ToJsonString()), $"Seed {seed}: {body}");
        }
    }

    private static bool HasTwins(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return false;
        }
        catch (JsonException)
        {
            return true;
        }
    }

    private static JsonNode Backwards(JsonNode node) => node switch
    {
        JsonObject members => new JsonObject(members.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value is { } value ? Backwards(value) : null))),
        JsonArray items => new JsonArray([.. items.Select(item => item is null ? null : Backwards(item))]),
        _ => node.DeepClone(),
    };

    private static string? Hash(string body) => CanonicalRequest.Hash(["x"], Encoding.UTF8.GetBytes(body));
}
