using System.Text;
using AkashChat.Application.Gateway.Forwarding;

namespace AkashChat.Application.Tests.Gateway.Forwarding;

public sealed class CallIntakeTests
{
    [Theory]
    [InlineData("""{"input":"x"}""", """{"model":"m","input":"x"}""")]
    [InlineData(" { } ", """ {"model":"m" } """)]
    [InlineData("""{"model":null,"input":"x"}""", """{"model":"m","input":"x"}""")]
    [InlineData("""{"a":{"model":"z"}, "model" : "", "b":1}""", """{"a":{"model":"z"}, "model" : "m", "b":1}""")]
    [InlineData("""{"model":"other","input":"x"}""", """{"model":"m","input":"x"}""")]
    [InlineData("""{"mod\u0065l":"m","input":"x"}""", """{"mod\u0065l":"m","input":"x"}""")]
    public void ModelOfThePath_StandsInTheBody(string json, string expected)
    {
        using var body = Bytes(Encoding.UTF8.GetBytes(json));

        var fields = CallIntake.Read(GatewayRoute.ChatCompletions, body, "application/json", "m").Value;

        Assert.Equal("m", fields.Model);
        Assert.Equal(expected, Encoding.UTF8.GetString(body.Written.Span));
    }

    [Fact]
    public void ModelOfThePath_IsWrittenAsJson()
    {
        using var body = Bytes("{}"u8);

        var fields = CallIntake.Read(GatewayRoute.ChatCompletions, body, null, "a\"b\\ü").Value;

        Assert.Equal("a\"b\\ü", fields.Model);
    }

    [Fact]
    public void ModelOfThePath_StandsInTheForm()
    {
        using var missing = Bytes(AForm.Of(AForm.File));
        using var other = Bytes(AForm.Of(AForm.File, AForm.Field("model", "whisper-large")));

        Assert.Equal("m", CallIntake.Read(GatewayRoute.Transcriptions, missing, AForm.Type, "m").Value.Model);
        Assert.Equal("m", CallIntake.Read(GatewayRoute.Transcriptions, other, AForm.Type, "m").Value.Model);
        Assert.Equal(AForm.Of(AForm.Field("model", "m"), AForm.File), missing.Written.ToArray());
        Assert.Equal(AForm.Of(AForm.File, AForm.Field("model", "m")), other.Written.ToArray());
    }

    [Theory]
    [InlineData("m\r\n\r\n--x")]
    [InlineData("m\0")]
    public void ModelOfThePathWithControlCharacters_IsNoModel(string model)
    {
        using var body = Bytes(AForm.Of(AForm.File));

        Assert.Equal("model_not_found", CallIntake.Read(GatewayRoute.Transcriptions, body, AForm.Type, model).Error.Code);
    }

    [Fact]
    public void RoutesDefault_HoldsOnlyWhereNoModelIsNamed()
    {
        using var none = Bytes("""{"input":"x"}"""u8);
        using var named = Bytes("""{"model":"mine","input":"x"}"""u8);
        using var elsewhere = Bytes("""{"input":"x"}"""u8);

        Assert.Equal("omni-moderation-latest", CallIntake.Read(GatewayRoute.Moderations, none, null).Value.Model);
        Assert.Equal("mine", CallIntake.Read(GatewayRoute.Moderations, named, null).Value.Model);
        Assert.Equal("gateway.model_missing", CallIntake.Read(GatewayRoute.Embeddings, elsewhere, null).Error.Code);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"model":null""")]
    [InlineData("[]")]
    public void DamagedBody_StaysDamaged(string json)
    {
        using var body = Bytes(Encoding.UTF8.GetBytes(json));

        Assert.False(CallIntake.Read(GatewayRoute.ChatCompletions, body, null, "m").IsSuccess);
    }

    [Fact]
    public void FormForTheServer_DiffersInTheModelAlone()
    {
        var body = AForm.Of(AForm.File, AForm.Model);
        var fields = FormReader.Read(body, AForm.Type).Value;

        using var rewritten = CallRewriter.Rewrite(body, fields, "large/v3-ü", askForUsage: false);

        Assert.Equal(AForm.Of(AForm.File, AForm.Field("model", "large/v3-ü")), rewritten!.Written.ToArray());
        Assert.Null(CallRewriter.Rewrite(body, fields, "whisper-1", askForUsage: false));
    }

    private static PooledBytes Bytes(ReadOnlySpan<byte> bytes)
    {
        var pooled = new PooledBytes(1);
        pooled.Append(bytes);
        return pooled;
    }
}
