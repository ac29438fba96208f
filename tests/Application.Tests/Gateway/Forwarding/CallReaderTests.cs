using System.Text;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Tests.Gateway.Forwarding;

public sealed class CallReaderTests
{
    [Fact]
    public void Model_IsReadWithItsPlace()
    {
        const string body = """ { "messages": [], "model" : "gpt-x" , "n": 1 } """;

        var fields = Read(body).Value;

        Assert.Equal("gpt-x", fields.Model);
        Assert.Equal("\"gpt-x\"", body[fields.ModelValue]);
        Assert.Equal('{', body[fields.BodyStart]);
        Assert.False(fields.Stream);
    }

    [Fact]
    public void Model_OfManyBytesIsReadWithItsPlace()
    {
        var body = Encoding.UTF8.GetBytes("""{"x":"世界","model":"modèle \u00e9"}""");

        var fields = CallReader.Read(body).Value;

        Assert.Equal("modèle é", fields.Model);
        Assert.Equal("\"modèle \\u00e9\"", Encoding.UTF8.GetString(body[fields.ModelValue]));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("null", false)]
    public void Stream_IsRead(string value, bool expected)
    {
        var fields = Read($$"""{"model":"m","stream":{{value}}}""").Value;

        Assert.Equal(expected, fields.Stream);
    }

    [Theory]
    [InlineData("""{"model":"m"}""", false, null, null)]
    [InlineData("""{"model":"m","stream_options":null}""", false, "null", null)]
    [InlineData("""{"model":"m","stream_options": { } }""", false, "{ }", null)]
    [InlineData("""{"model":"m","stream_options":{"x":[{"include_usage":true}]}}""", false, """{"x":[{"include_usage":true}]}""", null)]
    [InlineData("""{"model":"m","stream_options":{"include_usage":true,"x":1}}""", true, """{"include_usage":true,"x":1}""", "true")]
    [InlineData("""{"model":"m","stream_options":{"x":1,"include_usage": false}}""", false, """{"x":1,"include_usage": false}""", "false")]
    [InlineData("""{"model":"m","stream_options":{"include_usage":null}}""", false, """{"include_usage":null}""", "null")]
    public void StreamOptions_AreReadWithTheirPlaces(string body, bool includes, string? options, string? value)
    {
        var usage = Read(body).Value.Usage;

        Assert.Equal(includes, usage.IncludeUsage);
        Assert.Equal(options, usage.Options is { } place ? body[place] : null);
        Assert.Equal(value, usage.IncludeUsageValue is { } valuePlace ? body[valuePlace] : null);
    }

    [Fact]
    public void UnknownAndNestedFields_AreNoConcern()
    {
        var fields = Read("""{"tools":[{"model":"inner","stream":true}],"model":"m","x":{"stream":true,"stream_options":7},"y":1e999}""").Value;

        Assert.Equal(("m", false), (fields.Model, fields.Stream));
    }

    [Theory]
    [InlineData("""{"mo\u0064el":"m"}""")]
    [InlineData("""{"\u006d\u006f\u0064\u0065\u006c":"m"}""")]
    public void EscapedPropertyName_IsTheSameField(string body) => Assert.Equal("m", Read(body).Value.Model);

    [Theory]
    [InlineData("""{"model":"a","model":"b"}""", "model")]
    [InlineData("""{"model":"a","mod\u0065l":"b"}""", "model")]
    [InlineData("""{"model":"a","stream":null,"stream":true}""", "stream")]
    [InlineData("""{"model":"a","stream_options":null,"stream_options":{}}""", "stream_options")]
    [InlineData("""{"model":"a","stream_options":{"include_usage":null,"include_usage":true}}""", "stream_options.include_usage")]
    public void FieldThatStandsThereTwice_IsRefused(string body, string field) => AssertRefused(GatewayErrors.FieldTwice, field, Read(body));

    [Theory]
    [InlineData("""{"model":7}""", "model")]
    [InlineData("""{"model":["m"]}""", "model")]
    [InlineData("""{"model":{"name":"m"}}""", "model")]
    [InlineData("""{"model":true}""", "model")]
    [InlineData("""{"model":"m","stream":"true"}""", "stream")]
    [InlineData("""{"model":"m","stream":1}""", "stream")]
    [InlineData("""{"model":"m","stream_options":true}""", "stream_options")]
    [InlineData("""{"model":"m","stream_options":[]}""", "stream_options")]
    [InlineData("""{"model":"m","stream_options":{"include_usage":1}}""", "stream_options.include_usage")]
    [InlineData("""{"model":"m","stream_options":{"include_usage":{}}}""", "stream_options.include_usage")]
    public void WrongType_IsRefusedAndNamesTheField(string body, string field) => AssertRefused(GatewayErrors.FieldWrongType, field, Read(body));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"model":""}""")]
    [InlineData("""{"model":null}""")]
    [InlineData("""{"Model":"m"}""")]
    [InlineData("""{"x":{"model":"m"}}""")]
    public void MissingModel_IsRefused(string body) => AssertRefused(GatewayErrors.ModelMissing, "model", Read(body));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("null")]
    [InlineData("\"model\"")]
    [InlineData("""[{"model":"m"}]""")]
    [InlineData("""{"model":"m""")]
    [InlineData("""{"model":"m" """)]
    [InlineData("""{"model":"m"}x""")]
    [InlineData("""{"model":"m"} {}""")]
    [InlineData("""{"model":"m",}""")]
    [InlineData("""{"model":"m"/* comment */}""")]
    [InlineData("""{'model':'m'}""")]
    [InlineData("""{"model":"m","x":NaN}""")]
    [InlineData("""{"model":"m","x":01}""")]
    [InlineData("""{"model":"m","x":"\q"}""")]
    [InlineData("""{"model":"\ud800"}""")]
    [InlineData("{\"model\":\"m\",\"x\":\"line\nbreak\"}")]
    [InlineData("\uFEFF{\"model\":\"m\"}")]
    [InlineData("""{"model":"m","stream_options":{"include_usage":true}""")]
    public void WhatIsNotOneJsonObject_IsRefused(string body) => AssertRefused(CommonErrors.MalformedJson, null, Read(body));

    [Theory]
    [InlineData("model")]
    [InlineData("content")]
    public void StringThatIsNotUtf8_IsRefused(string field)
    {
        byte[] body = [.. Encoding.UTF8.GetBytes($$"""{"model":"m1","{{field}}":" """.Replace("\"model\":\"m1\",\"model\"", "\"model\"", StringComparison.Ordinal)), 0xC3, 0x28, .. "\"}"u8];

        AssertRefused(CommonErrors.MalformedJson, null, CallReader.Read(body));
    }

    [Fact]
    public void PropertyNameThatIsNotUtf8_IsRefused()
    {
        byte[] body = [.. "{\"model\":\"m\",\"x"u8, 0xFF, .. "\":1}"u8];

        AssertRefused(CommonErrors.MalformedJson, null, CallReader.Read(body));
    }

    [Fact]
    public void NestingOfToolSchemas_IsTaken() => Assert.True(Read(Nested(400)).IsSuccess);

    [Theory]
    [InlineData(600)]
    [InlineData(1_000_000)]
    public void NestingWithoutReason_IsRefused(int depth) => AssertRefused(CommonErrors.MalformedJson, null, Read(Nested(depth)));

    [Fact]
    public void EveryCutBody_IsRefused()
    {
        const string body = """{"stream_options":{"include_usage":true},"stream":true,"messages":[{"role":"user","content":"é\n"}],"model":"m"}""";
        var bytes = Encoding.UTF8.GetBytes(body);

        Assert.All(Enumerable.Range(0, bytes.Length), length => Assert.False(CallReader.Read(bytes.AsSpan(0, length)).IsSuccess));
    }

    private static string Nested(int depth) => $$"""{"model":"m","x":{{new string('[', depth)}}{{new string(']', depth)}}}""";

    private static Result<CallFields> Read(string body) => CallReader.Read(Encoding.UTF8.GetBytes(body));

    private static void AssertRefused(Error expected, string? field, Result<CallFields> result)
    {
        Assert.False(result.IsSuccess);
        Assert.Equal((expected.Code, field), (result.Error.Code, result.Error.Field));
    }
}
