using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using FormReader = AkashChat.Application.Gateway.Forwarding.FormReader;

namespace AkashChat.Application.Tests.Gateway.Forwarding;

public sealed class FormReaderTests
{
    [Fact]
    public void ModelAndItsPlace_AreFoundBetweenOtherParts()
    {
        var body = AForm.Of(AForm.File, AForm.Model, AForm.Field("language", "de"));

        var fields = FormReader.Read(body, AForm.Type).Value;

        Assert.Equal(("whisper-1", false, true), (fields.Model, fields.Stream, fields.ModelIsRaw));
        Assert.Equal("whisper-1", Encoding.UTF8.GetString(body[fields.ModelValue]));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("1", true)]
    [InlineData("false", false)]
    [InlineData("FALSE", false)]
    [InlineData("0", false)]
    [InlineData("", false)]
    public void Stream_IsReadAsServersReadFlags(string value, bool expected) =>
        Assert.Equal(expected, FormReader.Read(AForm.Of(AForm.Model, AForm.Field("stream", value)), AForm.Type).Value.Stream);

    [Theory]
    [InlineData("content-disposition:form-data;name=model\r\n\r\nm")]
    [InlineData("CONTENT-DISPOSITION: FORM-DATA; NAME=\"model\"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nm")]
    [InlineData("Content-Type: text/plain\r\nContent-Length: 1\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm")]
    [InlineData("Content-Disposition: form-data; name=\"model\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\nm")]
    public void FieldAsClientsWriteIt_IsRead(string part) => Assert.Equal("m", FormReader.Read(AForm.Of(part), AForm.Type).Value.Model);

    [Theory]
    [InlineData("filename=\"Grüße 世界.mp3\"")]
    [InlineData("filename=\"a%22b.mp3\"")]
    [InlineData("filename=\"a.mp3\"; filename*=UTF-8''a.mp3")]
    [InlineData("filename=\"\"")]
    [InlineData("filename=\"C:\\\\music\\\\a.mp3\"")]
    public void FilesWithOddNames_DoNotDisturb(string filename)
    {
        var body = AForm.Of($"Content-Disposition: form-data; name=\"file\"; {filename}\r\nContent-Type: audio/mpeg\r\n\r\nID3", AForm.Model);

        Assert.Equal("whisper-1", FormReader.Read(body, AForm.Type).Value.Model);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=\"----cut-here\"")]
    [InlineData("Multipart/Form-Data; charset=utf-8; BOUNDARY=----cut-here")]
    public void BoundaryInOtherSpellings_IsFound(string type) => Assert.True(FormReader.Read(AForm.Of(AForm.Model), type).IsSuccess);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=")]
    [InlineData("multipart/form-data; boundary=a; boundary=----cut-here")]
    [InlineData("multipart/form-data; boundary=----cut-here; boundary*=utf-8''b")]
    [InlineData("multipart/form-data; boundary=----cut-here; BOUNDARY*0=b")]
    [InlineData("multipart/mixed; boundary=----cut-here")]
    [InlineData("multipart/form-data; boundary=----cut-here; x=\"é\"")]
    [InlineData("multipart/form-data; boundary=----cut-here; x=\"\u0001\"")]
    [InlineData("multipart/form-data; boundary=\"----cut-here \"")]
    [InlineData("multipart/form-data; boundary=1234567890123456789012345678901234567890123456789012345678901234567890x")]
    public void TypeWithoutAGoodBoundary_IsMalformed(string? type) => Assert.Equal("gateway.malformed_form", Code(AForm.Of(AForm.Model), type));

    [Theory]
    [InlineData("gateway.model_missing", "model", "Content-Disposition: form-data; name=\"x\"\r\n\r\nwhisper-1")]
    [InlineData("gateway.model_missing", "model", "Content-Disposition: form-data; name=\"model\"\r\n\r\n")]
    [InlineData("gateway.model_missing", "model", "Content-Disposition: form-data; name=\"Model\"\r\n\r\nwhisper-1")]
    [InlineData("gateway.field_twice", "model", AForm.Model, AForm.Model)]
    [InlineData("gateway.field_twice", "stream", AForm.Model, "Content-Disposition: form-data; name=\"stream\"\r\n\r\n1", "Content-Disposition: form-data; name=\"stream\"\r\n\r\n1")]
    [InlineData("gateway.field_wrong_type", "stream", AForm.Model, "Content-Disposition: form-data; name=\"stream\"\r\n\r\nyes")]
    [InlineData("gateway.field_wrong_type", "model", "Content-Disposition: form-data; name=\"model\"; filename=\"m\"\r\n\r\nwhisper-1")]
    [InlineData("gateway.field_wrong_type", "model", "Content-Disposition: form-data; name=\"model\"; filename*=UTF-8''m\r\n\r\nwhisper-1")]
    [InlineData("gateway.field_wrong_type", "model", "Content-Disposition: form-data; name=\"model\"\r\nContent-Transfer-Encoding: base64\r\n\r\nd2hpc3Blci0x")]
    [InlineData("gateway.field_wrong_type", "model", "Content-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n")]
    public void FieldThatIsMissingDoubleOrWrong_IsNamed(string code, string field, params string[] parts)
    {
        var error = FormReader.Read(AForm.Of(parts), AForm.Type).Error;

        Assert.Equal((code, field), (error.Code, error.Field));
    }

    [Theory]
    [InlineData("model=whisper-1")]
    [InlineData("Content-Disposition: form-data; name=\"model\"\r\nwhisper-1")]
    [InlineData("Content-Disposition: attachment; name=\"model\"\r\n\r\nwhisper-1")]
    [InlineData("Content-Disposition: form-data\r\n\r\nwhisper-1")]
    [InlineData("Content-Disposition: form-data; name=\"model\"; name=\"other\"\r\n\r\nwhisper-1")]
    [InlineData("Content-Disposition: form-data; name*=UTF-8''model\r\n\r\nwhisper-1")]
    [InlineData("Content-Disposition: form-data; name=\"x\"; name*0=\"model\"\r\n\r\nwhisper-1")]
    [InlineData("Content-Disposition: form-data; name=\"x\"; NAME*0*=UTF-8''model\r\n\r\nwhisper-1")]
    [InlineData($"Content-Disposition: form-data; name=\"x\"\r\n\r\n--{AForm.Boundary}\r\n{AForm.Model}")]
    [InlineData("Content-Disposition: form-data; name=\"mo\\del\"\r\n\r\nwhisper-1")]
    [InlineData("Content-Disposition: form-data; name=\"x\"\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1")]
    [InlineData("Content-Disposition: form-data;\r\n name=\"model\"\r\n\r\nwhisper-1")]
    [InlineData("Content-Disposition : form-data; name=\"model\"\r\n\r\nwhisper-1")]
    [InlineData("Content-Disposition: form-data; name=\"x\"\nContent-Type: text/plain\r\n\r\nwhisper-1")]
    [InlineData("\r\nwhisper-1")]
    public void PartWhoseHeadersServersReadDifferently_IsMalformed(string part) => Assert.Equal("gateway.malformed_form", Code(AForm.Of(part), AForm.Type));

    [Theory]
    [InlineData("", "")]
    [InlineData("preamble\r\n", "--\r\n")]
    [InlineData("", "--\r\nepilogue")]
    [InlineData("", "-")]
    [InlineData("", " --\r\n")]
    [InlineData("", "x--\r\n")]
    public void TextAroundTheFormOrAnOpenEnd_IsMalformed(string before, string behind)
    {
        var body = Encoding.UTF8.GetBytes($"{before}--{AForm.Boundary}\r\n{AForm.Model}\r\n--{AForm.Boundary}{behind}");

        Assert.Equal("gateway.malformed_form", Code(body, AForm.Type));
    }

    [Fact]
    public void BoundaryThatGoesOnWithinAFile_IsMalformed() => Assert.Equal(
        "gateway.malformed_form",
        Code(AForm.Of(AForm.Model, $"Content-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n1\r\n--{AForm.Boundary}2"), AForm.Type));

    [Fact]
    public void HeadersAndPartsWithoutMeasure_AreMalformed()
    {
        var long8Kb = $"Content-Disposition: form-data; name=\"x\"; filename=\"{new string('n', 9_000)}\"\r\n\r\n1";
        var parts = Enumerable.Repeat(AForm.Field("x", "1"), 300).Append(AForm.Model).ToArray();

        Assert.Equal("gateway.malformed_form", Code(AForm.Of(long8Kb, AForm.Model), AForm.Type));
        Assert.Equal("gateway.malformed_form", Code(AForm.Of(parts), AForm.Type));
    }

    [Fact]
    public void ModelThatIsNoUtf8_IsOfTheWrongType() => Assert.Equal(
        "gateway.field_wrong_type",
        Code([.. "------cut-here\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n"u8, 0xc3, 0x28, .. "\r\n------cut-here--"u8], AForm.Type));

    [Fact]
    public async Task DamagedForms_NeverFailAndNeverReadOtherwiseThanAspNet()
    {
        var random = new Random(20_261_126);
        var good = AForm.Of(AForm.File, AForm.Model, AForm.Field("stream", "true"));
        var read = 0;
        for (var round = 0; round < 5_000; round++)
        {
            var body = good.ToArray();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                body[random.Next(body.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : "\r\n-\";:= model"u8[random.Next(13)];
            }

            var fields = FormReader.Read(body, AForm.Type);
            if (fields.IsSuccess)
            {
                read++;
                Assert.Equal(await ModelByAspNetAsync(body), fields.Value.Model);
            }
        }

        Assert.InRange(read, 100, 4_900);
    }

    private static async Task<string?> ModelByAspNetAsync(byte[] body)
    {
        var reader = new MultipartReader(AForm.Boundary, new MemoryStream(body));
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            if (section.GetContentDispositionHeader()?.Name.Value?.Trim('"') == "model")
            {
                using var text = new StreamReader(section.Body, Encoding.UTF8);
                return await text.ReadToEndAsync();
            }
        }

        return null;
    }

    private static string Code(byte[] body, string? type) => FormReader.Read(body, type).Error.Code;
}
