using System.Text;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Application.Tests.Gateway.Admission;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Builders;

namespace AkashChat.Application.Tests.Gateway.Forwarding;

/// <summary>What is reserved for a call covers whatever shape its request has.</summary>
public sealed class CallNeedsTests
{
    private static readonly string Long = new('x', 300);

    [Theory]
    [InlineData("\"one text\"", "", 1)]
    [InlineData("[\"one\"]", "", 1)]
    [InlineData("[]", "", 1)]
    [InlineData("[\"one\",\"two\"]", "", 2)]
    [InlineData("[\"one\",\"two\"]", ",\"n\":3", 6)]
    [InlineData("[\"one\",\"two\"]", ",\"n\":3,\"best_of\":5", 10)]
    [InlineData("[1,2,3]", ",\"n\":2", 2)]
    [InlineData("[[1,2],[3],[]]", "", 3)]
    [InlineData("[\"one\",[1,2]]", "", 2)]
    public void EachPromptOfACompletion_HasAnswersOfItsOwn(string prompt, string more, int answers)
    {
        var needs = Of(GatewayRoute.Completions, $$"""{"model":"m","max_tokens":7,"prompt":{{prompt}}{{more}}}""");

        Assert.Equal((answers, needs.PromptTokens + (7 * answers)), (needs.Choices, needs.Tokens));
    }

    [Fact]
    public void ListOfPrompts_IsFoundByAnEscapedNameToo() =>
        Assert.Equal(2, Of(GatewayRoute.Completions, """{"model":"m","pr\u006fmpt":["a","b"]}""").Choices);

    [Fact]
    public void PartsOfAConversation_AreOnePrompt() =>
        Assert.Equal(1, Of(GatewayRoute.Responses, """{"model":"m","input":[{"role":"user","content":"a"},{"role":"user","content":"b"}]}""").Choices);

    [Fact]
    public void SoManyPrompts_StayANumber()
    {
        var needs = Of(GatewayRoute.Completions, $$"""{"model":"m","max_tokens":1e99,"n":1e99,"prompt":[{{string.Join(',', Enumerable.Repeat("0", 10))}},{{string.Join(',', Enumerable.Repeat("\"\"", 3_000_000))}}]}""");

        Assert.InRange(needs.Tokens, 1L << 60, long.MaxValue);
    }

    [Theory]
    [InlineData("[1,2,3]", 3)]
    [InlineData("[100000,200000,300000]", 3)]
    [InlineData("[[1,2],[3,4,5]]", 6)]
    public void TokensThatAreGiven_AreCounted(string prompt, long tokens)
    {
        Assert.Equal(tokens, Of(GatewayRoute.Completions, $$"""{"model":"m","prompt":{{prompt}}}""").PromptTokens);
        Assert.Equal(tokens, Of(GatewayRoute.Embeddings, $$"""{"model":"m","input":{{prompt}}}""").PromptTokens);
    }

    [Theory]
    [InlineData("chat", "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":\"$\"}}]")]
    [InlineData("chat", "\"functions\":[{\"name\":\"f\",\"description\":\"$\"}]")]
    [InlineData("chat", "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{\"description\":\"$\"}}}")]
    [InlineData("chat", "\"documents\":[{\"text\":\"$\"}]")]
    [InlineData("chat", "\"to\\u006fls\":[\"$\"]")]
    [InlineData("chat", "\"m\\u0065ssages\":[{\"role\":\"user\",\"content\":\"$\"}]")]
    [InlineData("chat", "\"prompt\":\"$\"")]
    [InlineData("responses", "\"instructions\":\"$\"")]
    [InlineData("responses", "\"text\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"description\":\"$\"}}}")]
    [InlineData("completions", "\"suffix\":\"$\"")]
    public void WhateverBecomesAPartOfThePrompt_IsReserved(string route, string member)
    {
        var path = route == "chat" ? GatewayRoute.ChatCompletions : route == "responses" ? GatewayRoute.Responses : GatewayRoute.Completions;
        var body = $$"""{"model":"m","messages":[{"role":"user","content":"Hi"}],"max_tokens":1""";

        var plain = Of(path, body + "}").PromptTokens;
        var more = Of(path, $"{body},{member.Replace("$", Long, StringComparison.Ordinal)}}}").PromptTokens;

        Assert.InRange(more - plain, Long.Length / 3, (Long.Length / 3) + 30);
    }

    [Theory]
    [InlineData("\"model\":\"m\",\"metadata\":{\"note\":\"$\"}")]
    [InlineData("\"model\":\"m\",\"logit_bias\":{\"50256\":-100,\"50257\":-100,\"50258\":-100}")]
    [InlineData("\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}")]
    [InlineData("\"model\":\"m\",\"tags\":[\"$\"],\"fallbacks\":[\"$\"]")]
    public void WhatNoModelReads_IsNot(string members) =>
        Assert.Equal(4, Of(GatewayRoute.ChatCompletions, $$"""{"messages":["1234567890"],{{members.Replace("$", Long, StringComparison.Ordinal)}}}""").PromptTokens);

    [Fact]
    public void Pictures_CountTheSameInBase64AndByTheirAddress()
    {
        const string Address = """{"type":"image_url","image_url":{"url":"https://pictures.example/1"}}""";
        const string Inside = """{"type":"image_url","image_url":{"url":"data:image/png;base64,$"}}""";

        Assert.InRange(Messages(Address, Address), 2048, 2048 + 60);
        Assert.InRange(Messages(Inside.Replace("$", new string('A', 30_000), StringComparison.Ordinal)), 1024, 1024 + 40);
        Assert.InRange(Messages("""{"type":"text","text":"\"image_url\":"}"""), 1, 40);

        // What a model reads as text is text, however it looks.
        foreach (var text in new[] { "x;base64,$", "data:image/png;base64,$", "\\\"url\\\":\\\"data:image/png;base64,$" })
        {
            var part = $"{{\"type\":\"text\",\"text\":\"{text.Replace("$", new string('A', 30_000), StringComparison.Ordinal)}\"}}";
            Assert.InRange(Messages(part), 10_000, 10_100);
        }

        static long Messages(params string[] parts) =>
            Of(GatewayRoute.ChatCompletions, $$"""{"model":"m","messages":[{"role":"user","content":[{{string.Join(',', parts)}}]}]}""").PromptTokens;
    }

    [Fact]
    public void Base64OutsideOfThePrompt_TakesNothingFromIt()
    {
        var needs = Of(GatewayRoute.ChatCompletions, $$"""{"model":"m","messages":["{{Long}}"],"metadata":{"note":";base64,{{Long}}"},"other":";base64,{{Long}}"}""");

        Assert.InRange(needs.PromptTokens, 2 * Long.Length / 3, long.MaxValue);
    }

    [Fact]
    public void LongestPromptOfTheModel_IsTheMostOfEachPrompt()
    {
        var limited = ADeployment.Of("m") with { Capabilities = ModelCapabilities.Unknown with { MaxInputTokens = 50 } };

        Assert.Equal(50, Of(GatewayRoute.Completions, $$"""{"model":"m","prompt":"{{Long}}"}""", limited).PromptTokens);
        Assert.Equal(100, Of(GatewayRoute.Completions, $$"""{"model":"m","prompt":["{{Long}}","{{Long}}"]}""", limited).PromptTokens);
        Assert.Equal(150, Of(GatewayRoute.Embeddings, $$"""{"model":"m","input":["{{Long}}","{{Long}}","{{Long}}"]}""", limited).PromptTokens);
        Assert.Equal(50, Of(GatewayRoute.ChatCompletions, $$"""{"model":"m","messages":["{{Long}}","{{Long}}"]}""", limited).PromptTokens);
    }

    [Fact]
    public void WhatIsBookedWithoutAReport_IsLikelyAndNeverMoreThanWhatIsReserved()
    {
        Assert.Equal((100, 75), Both("\"prompt\":\"" + new string('x', 298) + "\""));
        Assert.Equal((3, 3), Both("\"prompt\":[1,2,3]"));
        Assert.Equal((1, 1), Both("\"n\":1"));
        Assert.InRange(Both("\"messages\":[{\"image_url\":{\"url\":\"data:image/png;base64," + new string('A', 90_000) + "\"}}]").Likely, 1024, 1050);

        static (long Most, long Likely) Both(string member)
        {
            var body = Encoding.UTF8.GetBytes($"{{\"model\":\"m\",{member}}}");
            var fields = CallReader.Read(body).Value;
            return (PromptEstimate.Most(GatewayRoute.ChatCompletions, body, fields), PromptEstimate.Likely(GatewayRoute.ChatCompletions, body, fields));
        }
    }

    private static RequestNeeds Of(GatewayRoute route, string json, Deployment? deployment = null)
    {
        var body = Encoding.UTF8.GetBytes(json);
        var table = ADeployment.Table(deployment ?? ADeployment.Of("m"));
        var fields = CallReader.Read(body).Value;
        return CallNeeds.Of(new CallNeeds(route, body, fields, fields.Controls, table, AKeySnapshot.With(KeyLimits.None)), table.Find("m"));
    }
}
