using System.Security.Cryptography;
using System.Text;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Domain.Tests.Keys;

public sealed class KeySecretTests
{
    private readonly ApiKeyId _id = ApiKeyId.New();
    private readonly KeySecret _secret;
    private readonly string _text;

    public KeySecretTests()
    {
        _secret = KeySecret.Generate(_id);
        _text = _secret.Reveal();
    }

    [Fact]
    public void Generated_HasTheDocumentedForm()
    {
        Assert.Equal(KeySecret.Length, _text.Length);
        Assert.Matches("^sk-ac_[0-9A-Za-z]{10}_[0-9A-Za-z]{38}$", _text);
        Assert.StartsWith($"sk-ac_{_id.Value}_", _text, StringComparison.Ordinal);
    }

    [Fact]
    public void Generated_AreAllDifferent()
    {
        var texts = Enumerable.Range(0, 1_000).Select(_ => KeySecret.Generate(_id).Reveal());

        Assert.Equal(1_000, texts.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Parsed_IsTheSameKey()
    {
        var parsed = KeySecret.Parse(_text);

        Assert.Equal((_text, _id, _secret.Hash), (parsed?.Reveal(), parsed?.Id, parsed?.Hash));
    }

    [Fact]
    public void EverySingleWrongCharacter_IsCaught()
    {
        for (var place = 0; place < _text.Length; place++)
        {
            foreach (var wrong in Base62.Alphabet + "_-")
            {
                var garbled = _text[..place] + wrong + _text[(place + 1)..];

                Assert.True(wrong == _text[place] || KeySecret.Parse(garbled) is null, $"{wrong} at {place} passed");
            }
        }
    }

    [Fact]
    public void EverySwapOfNeighbours_IsCaught()
    {
        for (var place = 0; place < _text.Length - 1; place++)
        {
            var swapped = $"{_text[..place]}{_text[place + 1]}{_text[place]}{_text[(place + 2)..]}";

            Assert.True(swapped == _text || KeySecret.Parse(swapped) is null, $"The swap at {place} passed");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("sk-ac_")]
    [InlineData("sk-1234567890abcdef")]
    [InlineData("sk-ac_0000000000_00000000000000000000000000000000000000")]
    [InlineData("sk-ac_000000000é_00000000000000000000000000000000000000")]
    [InlineData("sk-ac_00000000000000000000000000000000000000000000000000")]
    public void Junk_IsRefused(string text) => Assert.Null(KeySecret.Parse(text));

    [Fact]
    public void SpacesAround_AreRefused()
    {
        Assert.Null(KeySecret.Parse(_text + " "));
        Assert.Null(KeySecret.Parse(" " + _text));
        Assert.Null(KeySecret.Parse(_text + "\n"));
    }

    [Fact]
    public void Checksum_IsTheCrc32OfAllBeforeItInBase62()
    {
        var expected = new char[6];
        Base62.Write(ReferenceCrc32(_text[..^6]), expected);

        Assert.Equal(new string(expected), _text[^6..]);
    }

    [Fact]
    public void ReferenceCrc32_GivesTheKnownVector() => Assert.Equal(0xCBF43926u, ReferenceCrc32("123456789"));

    [Fact]
    public void Hash_IsTheSha256OfTheWholeText() =>
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(_text))), _secret.Hash);

    [Fact]
    public void Preview_ShowsIdAndTailAlone()
    {
        Assert.Equal($"sk-ac_{_id.Value}…{_text[^4..]}", _secret.Preview);
        Assert.DoesNotContain(_text[17..23], _secret.Preview, StringComparison.Ordinal);
    }

    [Fact]
    public void Printed_IsThePreview()
    {
        Assert.Equal(_secret.Preview, $"{_secret}");
        Assert.Equal(_secret.Preview, string.Concat(_secret));
    }

    [Fact]
    public void PublicProperties_DoNotCarryTheText()
    {
        var values = typeof(KeySecret).GetProperties().Select(property => $"{property.GetValue(_secret)}").ToArray();

        Assert.NotEmpty(values);
        Assert.DoesNotContain(values, value => value.Contains(_text[17..49], StringComparison.Ordinal));
    }

    /// <summary>Bit by bit, from the definition: as unlike the product's table as can be.</summary>
    private static uint ReferenceCrc32(string ascii)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var character in Encoding.ASCII.GetBytes(ascii))
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var feedback = ((crc ^ (uint)(character >> bit)) & 1) != 0;
                crc = feedback ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
            }
        }

        return crc ^ 0xFFFFFFFFu;
    }
}
