using System.Text;
using System.Text.RegularExpressions;

namespace AkashChat.Api.Tests.Gateway.Corpus;

/// <summary>A body on both sides of the gateway: as it is sent, and as it must arrive.</summary>
/// <remarks>The file says itself what the gateway may change: <c>&lt;%sent%|%arrived%&gt;</c>. All else must arrive as it is.</remarks>
internal sealed partial record BothSides(byte[] Sent, byte[] Arrived)
{
    /// <summary>Reads a file.</summary>
    public static BothSides Read(string path)
    {
        // One character for each byte, whatever the bytes are.
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(path));
        return new BothSides(Side(text, "$1"), Side(text, "$2"));
    }

    private static byte[] Side(string text, string side) => Encoding.Latin1.GetBytes(Change().Replace(text, side));

    [GeneratedRegex("<%(.*?)%\\|%(.*?)%>", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Change();
}
