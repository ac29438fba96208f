using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Usage;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway;

/// <summary>The routes that take forms with files.</summary>
public sealed class FormTests
{
    [Theory]
    [InlineData("v1/audio/transcriptions")]
    [InlineData("v1/audio/translations")]
    [InlineData("v1/images/edits")]
    [InlineData("v1/images/variations")]
    [InlineData("api/v1/audio/transcriptions")]
    public async Task FormWithALargeFile_PassesBothWaysByteForByte(string path)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        var file = new byte[5 * 1024 * 1024];
        new Random(5).NextBytes(file);
        using var form = Form(file, ("model", "scripted"), ("prompt", "Grüße"));
        var sent = await form.ReadAsByteArrayAsync();

        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), form);

        var seen = upstream.OnlyRequest;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(sent, seen.Body);
        Assert.Equal(form.Headers.ContentType!.ToString(), seen.Headers["Content-Type"]);
        Assert.Equal(seen.SentBytes, await response.Content.ReadAsByteArrayAsync());
        var record = Assert.Single(await host.StopAndReadUsageAsync());
        Assert.Equal((UsageOutcome.Completed, 11L, 7L), (record.Outcome, record.PromptTokens, record.CompletionTokens));
    }

    [Fact]
    public async Task ServersOwnModelName_TakesTheCallersPlaceAndNothingElseChanges()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("whisper", upstream, "org/whisper-large-v3"));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        byte[] file = [.. "\r\n--almost\r\nwhisper"u8, 0, 1, 2, 0xff];
        using var form = Form(file, ("language", "de"), ("model", "whisper"), ("note", "whisper"));
        var sent = Encoding.Latin1.GetString(await form.ReadAsByteArrayAsync());

        using var response = await client.PostAsync(new Uri("v1/audio/transcriptions", UriKind.Relative), form);

        var seen = upstream.OnlyRequest;
        Assert.Equal("org/whisper-large-v3", seen.FormField("model"));
        Assert.Equal(file, seen.Form["file"]);
        Assert.Equal(sent.Replace("name=model\r\n\r\nwhisper", "name=model\r\n\r\norg/whisper-large-v3", StringComparison.Ordinal), Encoding.Latin1.GetString(seen.Body));
    }

    [Fact]
    public async Task FormWhoseFirstServerFails_IsSentWholeToTheNext()
    {
        await using var bad = await ScriptedUpstream.StartAsync();
        await using var good = await ScriptedUpstream.StartAsync();
        bad.Script = Scripts.ServerError();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", bad, weight: 1000).WithModel("scripted", good));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        using var form = Form(new byte[100_000], ("model", "scripted"));
        var sent = await form.ReadAsByteArrayAsync();

        using var response = await client.PostAsync(new Uri("v1/audio/transcriptions", UriKind.Relative), form);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(sent, good.OnlyRequest.Body);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("srt")]
    [InlineData("vtt")]
    public async Task TranscriptAsText_IsPassedOnAsItIs(string format)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        using var form = Form([1, 2, 3], ("model", "scripted"), ("response_format", format));

        using var response = await client.PostAsync(new Uri("v1/audio/transcriptions", UriKind.Relative), form);

        Assert.Equal((HttpStatusCode.OK, "text/plain"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal(RouteScripts.Said + "\n", await response.Content.ReadAsStringAsync());
        var record = Assert.Single(await host.StopAndReadUsageAsync());
        Assert.Equal((UsageOutcome.Completed, (long?)null), (record.Outcome, record.PromptTokens));
    }

    [Fact]
    public async Task StreamedTranscript_EndsWithItsLastEvent()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        using var form = Form([1, 2, 3], ("model", "scripted"), ("stream", "true"));

        using var response = await client.PostAsync(new Uri("v1/audio/transcriptions", UriKind.Relative), form);

        Assert.Equal(RouteAnswers.TranscriptEvents().TrimEnd(), (await response.Content.ReadAsStringAsync()).TrimEnd());
        var record = Assert.Single(await host.StopAndReadUsageAsync());
        Assert.Equal((UsageOutcome.Completed, true, 11L), (record.Outcome, record.Streamed, record.PromptTokens));
    }

    [Fact]
    public async Task ModelInThePath_IsPutIntoTheForm()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        using var form = Form([1, 2, 3], ("language", "de"));

        using var response = await client.PostAsync(new Uri("openai/deployments/scripted/audio/transcriptions", UriKind.Relative), form);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(("scripted", "de"), (upstream.OnlyRequest.FormField("model"), upstream.OnlyRequest.FormField("language")));
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"language\"\r\n\r\nde\r\n--x--\r\n", 400, "gateway.model_missing", "model")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"model\"; filename=\"m\"\r\n\r\nscripted\r\n--x--\r\n", 400, "gateway.field_wrong_type", "model")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nscripted", 400, "gateway.malformed_form", null)]
    [InlineData("multipart/form-data; boundary=x", "", 400, "gateway.malformed_form", null)]
    [InlineData("multipart/form-data", "--x--", 400, "gateway.malformed_form", null)]
    [InlineData("application/x-www-form-urlencoded", "model=scripted", 415, "gateway.form_expected", null)]
    [InlineData("application/json", "{\"model\":\"scripted\"}", 415, "gateway.form_expected", null)]
    public async Task WrongForm_IsAClientErrorAndNothingReachesTheUpstream(string type, string body, int status, string code, string? param)
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var host = await TestHost.StartAsync(options => options.WithModel("scripted", upstream));
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

        using var response = await client.PostAsync(new Uri("v1/audio/transcriptions", UriKind.Relative), content);

        await response.MustBeOpenAiErrorAsync(status, code, param);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task FormOverTheLimit_IsTooLarge()
    {
        await using var host = await TestHost.StartAsync(options => options.Settings["AKASHCHAT_MAX_BODY_BYTES"] = "2048");
        using var client = host.ClientWithKey(await host.ClaimKeyAsync());
        using var form = Form(new byte[4096], ("model", "akashchat-demo"));

        using var response = await client.PostAsync(new Uri("v1/audio/transcriptions", UriKind.Relative), form);

        await response.MustBeOpenAiErrorAsync(413, "request.body_too_large");
    }

    private static MultipartFormDataContent Form(byte[] file, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent("cut-here-4711");
        foreach (var (name, value) in fields)
        {
            var field = new ByteArrayContent(Encoding.UTF8.GetBytes(value));
            form.Add(field, name);
        }

        var part = new ByteArrayContent(file);
        part.Headers.ContentType = new MediaTypeHeaderValue("audio/wav");
        form.Add(part, "file", "said.wav");
        return form;
    }
}
