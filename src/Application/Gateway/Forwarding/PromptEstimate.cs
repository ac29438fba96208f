using System.Buffers;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Says how many tokens a call lets the model read, as long as no server has counted them.</summary>
internal static class PromptEstimate
{
    // Tokenizers of all families of models need less than a token for three bytes of any language that they know.
    private const int FewestBytesPerToken = 3;

    // The usual rule of thumb for English text.
    private const int UsualBytesPerToken = 4;

    // A picture costs about so many, whatever its size in base64 and wherever it lies.
    private const int TokensPerPicture = 1024;

    private static readonly SearchValues<byte> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    private static ReadOnlySpan<byte> Base64Mark => ";base64,"u8;

    private static ReadOnlySpan<byte> Blanks => " \t\r\n"u8;

    // Pictures have an address: no prompt without this has one.
    private static ReadOnlySpan<byte> AddressName => "url\""u8;

    private static ReadOnlySpan<byte> PictureName => "\"image_url\""u8;

    /// <summary>The most that it may be: that is reserved.</summary>
    /// <param name="route">What is asked.</param>
    /// <param name="body">The body.</param>
    /// <param name="fields">What was read from it.</param>
    public static long Most(GatewayRoute route, ReadOnlySpan<byte> body, CallFields fields) => Of(route, body, fields, FewestBytesPerToken);

    /// <summary>What it most likely is: that is booked if no server ever counts them.</summary>
    /// <inheritdoc cref="Most"/>
    public static long Likely(GatewayRoute route, ReadOnlySpan<byte> body, CallFields fields) => Of(route, body, fields, UsualBytesPerToken);

    /// <summary>The same, if it is so for any model: by that deployments are chosen. 0: there are pictures, which cost each model something else.</summary>
    /// <inheritdoc cref="Most"/>
    public static long LikelyForAnyModel(ReadOnlySpan<byte> body, CallFields fields) =>
        Measure(body, fields) is { Pictures: 0, TextBytes: var text } ? (text / UsualBytesPerToken) + fields.Shape.Numbers : 0;

    private static long Of(GatewayRoute route, ReadOnlySpan<byte> body, CallFields fields, int bytesPerToken)
    {
        // The bytes of a file say nothing about tokens.
        if (route.TakesForm)
        {
            return 0;
        }

        var (text, pictures) = Measure(body, fields);
        return Math.Max(1, (text / bytesPerToken) + fields.Shape.Numbers + ((long)pictures * TokensPerPicture));
    }

    /// <summary>The bytes of text, and how many pictures there are besides. Pictures count where prompts have them: elsewhere base64 is text.</summary>
    private static (long TextBytes, int Pictures) Measure(ReadOnlySpan<byte> body, CallFields fields)
    {
        var text = fields.Shape.Bytes - fields.Shape.NumberBytes;
        if (fields.Prompt is not { } place || body[place].IndexOf(AddressName) < 0)
        {
            return (text, 0);
        }

        var inBase64 = 0;
        var prompt = body[place];
        while (prompt.IndexOf(Base64Mark) is var start and >= 0)
        {
            var isPicture = IsAddressOfPicture(prompt[..start]);
            prompt = prompt[(start + Base64Mark.Length)..];
            var length = prompt.IndexOfAnyExcept(Base64);
            if (isPicture && length > 0 && prompt[length] == (byte)'"')
            {
                (text, inBase64) = (text - length, inBase64 + 1);
                prompt = prompt[length..];
            }
        }

        return (text, Math.Max(inBase64, NamedPictures(body[place])));
    }

    // Anywhere else a model would read the same characters as text.
    private static bool IsAddressOfPicture(ReadOnlySpan<byte> before)
    {
        var quote = before.LastIndexOf((byte)'"');
        if (quote < 0 || !before[(quote + 1)..].StartsWith("data:image/"u8) || before[..quote].TrimEnd(Blanks) is not [.. var name, (byte)':'])
        {
            return false;
        }

        name = name.TrimEnd(Blanks);
        return name.EndsWith("\"url\""u8) || name.EndsWith(PictureName);
    }

    private static int NamedPictures(ReadOnlySpan<byte> prompt)
    {
        var count = 0;
        while (prompt.IndexOf(PictureName) is var start and >= 0)
        {
            prompt = prompt[(start + PictureName.Length)..];
            if (prompt.TrimStart(Blanks) is [(byte)':', ..])
            {
                count++;
            }
        }

        return count;
    }
}
