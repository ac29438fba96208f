using System.Text;
using System.Text.Json;
using AkashChat.Application.Gateway.Forwarding;
using Xunit.Abstractions;

namespace AkashChat.Application.Tests.Gateway.Forwarding;

/// <summary>Our walk through JSON beside the library's: the same tokens in the same places, or both say that it is none.</summary>
public sealed class JsonWalkerTests(ITestOutputHelper output)
{
    private const int Documents = 20_000;

    private static readonly string[] Scalars =
    [
        "0", "-0", "1", "-12.5", "1e400", "1E+2", "3.0e-7", "123456789012345678901234567890", "true", "false", "null", "\"\"", "\"word\"",
        "\"\\u00e9\\n\\\"\"", "\"\\ud800\"", "\"é世界🙂\"", "\"\\/\\\\\"",
    ];

    private static readonly string[] Oddities =
    [
        "01", "-", "1.", ".5", "1e", "+1", "NaN", "tru", "True", "\"\\x\"", "\"\\u00g0\"", "\"\\u12\"", "\"a\tb\"", "'a'", "", ",", "]", "}", "{", "[", ":", "//c", "\u00a0", "\uFEFF", "\"", "\\",
    ];

    private static readonly string[] EscapedParts =
        ["\\\\", "\\\\", "\\\"", "\\n", "\\u00e9", "\\/", "a", "word and word and word and word", "é世界🙂"];

    private static readonly string[] WrongParts = ["\\", "\"", "\n", "\0", "\u001f", "\\x", "\\u00g0", "\\u12", "\\U0041"];

    [Fact]
    public void RandomDocuments_AreReadAsTheLibraryReadsThem()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        var good = 0;
        for (var number = 0; number < Documents; number++)
        {
            var document = Document(random);
            var expected = ReadByLibrary(document);
            Assert.True(Enumerable.SequenceEqual(expected ?? [], Read(document) ?? []) && expected is null == Read(document) is null, $"Seed {seed}: {document}");
            good += expected is null ? 0 : 1;
        }

        Assert.InRange(good, Documents / 5, Documents * 4 / 5);
    }

    [Fact]
    public void TextsFullOfEscapes_AreReadAsTheLibraryReadsThem()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"Seed {seed}");
        var random = new Random(seed);
        var good = 0;
        for (var number = 0; number < Documents; number++)
        {
            // Rows of backslashes, ends and escapes at every place of a block; in some of them one thing out of order.
            var text = new StringBuilder("[\"");
            var length = random.Next(200);
            while (text.Length < length)
            {
                text.Append(EscapedParts[random.Next(EscapedParts.Length)]);
            }

            if (random.Next(3) == 0)
            {
                text.Insert(random.Next(2, text.Length + 1), WrongParts[random.Next(WrongParts.Length)]);
            }

            var document = text.Append('"').Append(' ', random.Next(80)).Append(']').ToString();
            var expected = ReadByLibrary(document);
            Assert.True(Enumerable.SequenceEqual(expected ?? [], Read(document) ?? []) && expected is null == Read(document) is null, $"Seed {seed}: {document}");
            good += expected is null ? 0 : 1;
        }

        Assert.InRange(good, Documents / 2, Documents * 9 / 10);
    }

    [Theory]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void Depth_IsTheLibrarys(int depth, bool isRead)
    {
        foreach (var document in new[] { Nested("[", "]", "0"), Nested("{\"a\":", "}", "0"), Nested("[{\"a\":", "}]", "0", 2) })
        {
            Assert.Equal((isRead, isRead), (Read(document) is not null, ReadByLibrary(document) is not null));
        }

        string Nested(string open, string close, string inner, int levels = 1) =>
            levels == 2 && depth % 2 == 1
                ? $"[{Repeat(open, depth / 2)}{inner}{Repeat(close, depth / 2)}]"
                : Repeat(open, depth / levels) + inner + Repeat(close, depth / levels);

        static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();
    }

    [Fact]
    public void Skip_EndsWhereTheValueEnds()
    {
        var json = new JsonWalker("""{"a":{"b":[1,{"c":"}]"}]},"d":2}"""u8);
        json.Read();
        json.Read();
        json.Skip();

        Assert.Equal((JsonTokenType.EndObject, 25), (json.TokenType, json.BytesConsumed));
        Assert.True(json.Read());
        Assert.True(json.ValueTextEquals("d"u8));
    }

    private static string Document(Random random)
    {
        var text = new StringBuilder();
        Write(text, random, 0);
        if (random.Next(2) == 0)
        {
            // One thing out of order: put in, or left out.
            var at = random.Next(text.Length);
            if (random.Next(2) == 0)
            {
                text.Insert(at, Oddities[random.Next(Oddities.Length)]);
            }
            else
            {
                text.Remove(at, Math.Min(text.Length - at, random.Next(1, 4)));
            }
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, Random random, int depth)
    {
        Space(text, random);
        var kind = depth < 5 ? random.Next(4) : 3;
        if (kind > 1)
        {
            text.Append(Scalars[random.Next(Scalars.Length)]);
        }
        else
        {
            text.Append(kind == 0 ? '{' : '[');
            var count = random.Next(4);
            for (var index = 0; index < count; index++)
            {
                text.Append(index > 0 ? "," : string.Empty);
                if (kind == 0)
                {
                    Space(text, random);
                    text.Append(random.Next(3) == 0 ? "\"\\u0061b\"" : "\"name\"");
                    Space(text, random);
                    text.Append(':');
                }

                Write(text, random, depth + 1);
            }

            Space(text, random);
            text.Append(kind == 0 ? '}' : ']');
        }

        Space(text, random);
    }

    private static void Space(StringBuilder text, Random random) => text.Append(random.Next(12) switch { 0 => " ", 1 => "\r\n", 2 => "\t  ", _ => string.Empty });

    private static List<(JsonTokenType Type, int Start, string Value, bool IsEscaped)>? Read(string document)
    {
        var tokens = new List<(JsonTokenType, int, string, bool)>();
        try
        {
            var json = new JsonWalker(Encoding.UTF8.GetBytes(document));
            while (json.Read())
            {
                tokens.Add((json.TokenType, json.TokenStartIndex, Encoding.UTF8.GetString(json.ValueSpan), json.ValueIsEscaped));
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return tokens;
    }

    private static List<(JsonTokenType Type, int Start, string Value, bool IsEscaped)>? ReadByLibrary(string document)
    {
        var tokens = new List<(JsonTokenType, int, string, bool)>();
        try
        {
            var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(document), new JsonReaderOptions { MaxDepth = 512 });
            while (json.Read())
            {
                tokens.Add((json.TokenType, (int)json.TokenStartIndex, Encoding.UTF8.GetString(json.ValueSpan), json.ValueIsEscaped));
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return tokens;
    }
}
