using System.Text;
using AkashChat.Application.Gateway.Caching;
using AkashChat.Infrastructure.Gateway.Caching;
using AkashChat.TestKit.Builders;

namespace AkashChat.Infrastructure.Tests.Gateway.Caching;

public sealed class KeptAnswerFormatTests
{
    [Theory]
    [InlineData("", false)]
    [InlineData("{\"a\":\"é世\"}", false)]
    [InlineData("data: [DONE]\n\n", true)]
    public void Answer_ComesBackAsItWas(string body, bool isStream)
    {
        var answer = AnAnswer.Of(body, AMoment.Now, isStream, new AnswerSource(11, null, long.MaxValue));

        var read = KeptAnswerFormat.Read(KeptAnswerFormat.Write(answer));

        Assert.NotNull(read);
        Assert.Equal(body, Encoding.UTF8.GetString(read.Body.Span));
        Assert.Equal(answer with { Body = default }, read with { Body = default });
    }

    [Fact]
    public void AnythingElse_IsNoAnswer()
    {
        var bytes = KeptAnswerFormat.Write(AnAnswer.Of("{\"a\":1}", AMoment.Now));
        byte[] otherVersion = [(byte)(bytes[0] + 1), .. bytes[1..]];

        Assert.Null(KeptAnswerFormat.Read(otherVersion));
        Assert.Null(KeptAnswerFormat.Read([.. bytes, 0]));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Null(KeptAnswerFormat.Read(bytes[..length]));
        }

        var random = new Random(4711);
        for (var number = 0; number < 2_000; number++)
        {
            var broken = bytes.ToArray();
            broken[random.Next(broken.Length)] = (byte)random.Next(256);
            KeptAnswerFormat.Read(broken);
        }
    }
}
