using System.Text;

namespace AkashChat.Application.Tests.Gateway.Forwarding;

/// <summary>Writes forms by hand, so that every byte of them is the test's.</summary>
internal static class AForm
{
    public const string Boundary = "----cut-here";
    public const string Type = $"multipart/form-data; boundary={Boundary}";

    public const string Model = "Content-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1";
    public const string File = "Content-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav\r\n\r\nRIFF\r\n--not the boundary\r\n\0\u0001";

    /// <summary>A form of these parts, each with its headers, the blank line and its value.</summary>
    public static byte[] Of(params string[] parts) => Encoding.UTF8.GetBytes(
        string.Concat(parts.Select(part => $"--{Boundary}\r\n{part}\r\n")) + $"--{Boundary}--\r\n");

    /// <summary>A field.</summary>
    public static string Field(string name, string value) => $"Content-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}";
}
