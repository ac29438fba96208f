using AkashChat.Domain.Common;

namespace AkashChat.Domain.Tests.Common;

public sealed class Base62Tests
{
    [Theory]
    [InlineData(0u, 1, "0")]
    [InlineData(61u, 1, "z")]
    [InlineData(62u, 2, "10")]
    [InlineData(35u, 3, "00Z")]
    [InlineData(uint.MaxValue, 6, "4gfFC3")]
    public void Number_IsWrittenWithLeadingZeros(uint number, int length, string expected)
    {
        var text = new char[length];

        Base62.Write(number, text);

        Assert.Equal(expected, new string(text));
    }

    [Fact]
    public void Alphabet_HasEachCharacterOnceInOrderOfTheirCodes()
    {
        var sorted = new string([.. Base62.Alphabet.Order().Distinct()]);

        Assert.Equal(62, sorted.Length);
        Assert.Equal(Base62.Alphabet, sorted);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("azAZ09", true)]
    [InlineData("a_b", false)]
    [InlineData("a b", false)]
    [InlineData("é", false)]
    [InlineData("٣", false)]
    public void Match_IsForTheAlphabetAlone(string text, bool expected) => Assert.Equal(expected, Base62.IsMatch(text));
}
