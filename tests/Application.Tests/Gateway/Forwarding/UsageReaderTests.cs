using System.Text;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Usage;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Application.Tests.Gateway.Forwarding;

public sealed class UsageReaderTests
{
    [Fact]
    public void PlainAnswer_TellsItsTokens()
    {
        var facts = Read(Answers.Chat("m", "hello"));

        Assert.Equal(new AnswerFacts(IsObject: true, HasError: false, ChoicesAreEmpty: false, new TokenUsage(11, 7)), facts);
    }

    [Fact]
    public void UsageEvent_IsKnownByItsEmptyChoices()
    {
        var facts = Read(Answers.UsageChunk("m"));

        Assert.Equal((true, new TokenUsage(11, 7)), (facts.ChoicesAreEmpty, facts.Usage));
    }

    [Fact]
    public void Embeddings_HaveNoCompletionTokens() =>
        Assert.Equal(new TokenUsage(11, 0), Read(Answers.Embeddings("m", inputs: 2, dimensions: 3, asBase64: true)).Usage);

    [Theory]
    [InlineData("""{"usage":{"input_tokens":11,"output_tokens":7,"total_tokens":18}}""", 11, 7)]
    [InlineData("""{"type":"response.completed","response":{"usage":{"input_tokens":11,"input_tokens_details":{"cached_tokens":3},"output_tokens":7}}}""", 11, 7)]
    [InlineData("""{"response":{"output":[{"usage":{"input_tokens":1}}],"usage":{"input_tokens":11,"output_tokens":7}},"usage":null}""", 11, 7)]
    [InlineData("""{"usage":{"type":"tokens","input_tokens":11,"input_token_details":{"audio_tokens":11},"output_tokens":7}}""", 11, 7)]
    [InlineData("""{"usage":{"total_tokens":11}}""", 11, 0)]
    [InlineData("""{"usage":{"prompt_tokens":9,"total_tokens":11}}""", 9, 0)]
    [InlineData("""{"meta":{"billed_units":{"search_units":1},"tokens":{"input_tokens":11}}}""", 11, 0)]
    [InlineData("""{"meta":{"api_version":{"version":"2"}},"usage":{"total_tokens":11}}""", 11, 0)]
    public void TokensOfOtherRoutes_AreFoundUnderTheirNames(string answer, long prompt, long completion) =>
        Assert.Equal(new TokenUsage(prompt, completion), Read(answer).Usage);

    [Theory]
    [InlineData("""{"response":{"error":{"code":"x"},"usage":null}}""", true)]
    [InlineData("""{"response":{"error":null}}""", false)]
    [InlineData("""{"response":"error","x":1}""", false)]
    [InlineData("""{"response":{"response":{"error":1}}}""", false)]
    public void ErrorWithinAResponse_IsSeen(string answer, bool expected)
    {
        var facts = Read(answer);

        Assert.Equal((true, expected), (facts.IsObject, facts.HasError));
    }

    [Theory]
    [InlineData("""{"usage":{"type":"duration","seconds":9}}""")]
    [InlineData("""{"meta":{"billed_units":{"search_units":1}}}""")]
    [InlineData("""{"meta":null,"response":5}""")]
    [InlineData("""{"usage":null}""")]
    [InlineData("""{"usage":{}}""")]
    [InlineData("""{"usage":[1,{"prompt_tokens":1}]}""")]
    [InlineData("""{"usage":"11"}""")]
    [InlineData("""{"usage":{"prompt_tokens":"11","completion_tokens":null}}""")]
    [InlineData("""{"usage":{"prompt_tokens":-1,"completion_tokens":1.5}}""")]
    [InlineData("""{"usage":{"prompt_tokens":99999999999999999999}}""")]
    [InlineData("""{"usage":{"details":{"prompt_tokens":11}}}""")]
    [InlineData("""{"choices":[{"usage":{"prompt_tokens":11}}]}""")]
    public void UsageThatSaysNothing_IsNone(string answer)
    {
        var facts = Read(answer);

        Assert.True(facts.IsObject);
        Assert.Null(facts.Usage);
    }

    [Fact]
    public void DetailsWithinUsage_DoNotConfuse()
    {
        const string answer = """{"usage":{"prompt_tokens_details":{"cached_tokens":3,"prompt_tokens":99},"completion_tokens":7,"x":[{}],"prompt_tokens":11}}""";

        Assert.Equal(new TokenUsage(11, 7), Read(answer).Usage);
    }

    [Theory]
    [InlineData("""{"error":{"message":"x"}}""", true)]
    [InlineData("""{"error":"x"}""", true)]
    [InlineData("""{"error":{}}""", true)]
    [InlineData("""{"error":null}""", false)]
    [InlineData("""{"error":false}""", false)]
    [InlineData("""{"x":{"error":1}}""", false)]
    [InlineData("""{"choices":[],"err\u006fr":1}""", true)]
    public void Error_IsSeenAtTheTopAlone(string answer, bool expected) => Assert.Equal(expected, Read(answer).HasError);

    [Theory]
    [InlineData("""{"choices":[]}""", true)]
    [InlineData("""{"choices": [ ] }""", true)]
    [InlineData("""{"choices":[[]]}""", false)]
    [InlineData("""{"choices":{}}""", false)]
    [InlineData("""{"choices":null}""", false)]
    [InlineData("{}", false)]
    public void EmptyChoices_AreSeen(string answer, bool expected) => Assert.Equal(expected, Read(answer).ChoicesAreEmpty);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("<html>")]
    [InlineData("[DONE]")]
    [InlineData("""{"usage":{"prompt_tokens":11""")]
    [InlineData("""{"usage":{"prompt_tokens":11}}x""")]
    public void WhatIsNotOneObject_TellsNothing(string answer) => Assert.Equal(default, Read(answer));

    [Fact]
    public void EveryCutAnswer_TellsNothing()
    {
        var answer = Encoding.UTF8.GetBytes(Answers.Chat("m", "Grüße"));

        Assert.All(Enumerable.Range(0, answer.Length), length => Assert.False(UsageReader.Read(answer.AsSpan(0, length)).IsObject));
    }

    [Fact]
    public void RandomBytes_NeverFail()
    {
        var random = new Random(20_261_109);
        var bytes = new byte[64];
        for (var round = 0; round < 10_000; round++)
        {
            random.NextBytes(bytes);
            bytes[0] = (byte)'{';
            bytes[1] = (byte)'"';

            var failure = Record.Exception(() => UsageReader.Read(bytes));

            Assert.Null(failure);
        }
    }

    private static AnswerFacts Read(string answer) => UsageReader.Read(Encoding.UTF8.GetBytes(answer));
}
