using AkashChat.Domain.Accounts;

namespace AkashChat.Domain.Tests.Accounts;

public sealed class RecoveryCodeTests
{
    [Fact]
    public void Code_HasFiveGroupsOfFiveWithoutLettersThatLookLikeDigits() =>
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){4}$", RecoveryCode.Generate().Reveal());

    [Fact]
    public void Codes_Differ() => Assert.Equal(1_000, Enumerable.Range(0, 1_000).Select(_ => RecoveryCode.Generate().Hash).Distinct().Count());

    [Fact]
    public void Typed_IsReadInAnyCaseWithAnySeparatorsAndLookalikes()
    {
        var code = RecoveryCode.Generate();
        var shown = code.Reveal();

        foreach (var typed in new[]
        {
            shown, shown.ToLowerInvariant(), shown.Replace("-", "", StringComparison.Ordinal), $"  {shown.Replace('-', ' ')} ",
            shown.Replace('0', 'O').Replace('1', 'I'), shown.Replace('0', 'o').Replace('1', 'l'),
        })
        {
            Assert.Equal(code.Hash, RecoveryCode.Parse(typed)?.Hash);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAAA-AAAAA-AAAAA-AAAAA-AAAA")]
    [InlineData("AAAAA-AAAAA-AAAAA-AAAAA-AAAAAA")]
    [InlineData("AAAAA-AAAAA-AAAAA-AAAAA-AAAAU")]
    [InlineData("AAAAA-AAAAA-AAAAA-AAAAA-AAAAÄ")]
    public void AnythingElse_IsNoCode(string? text) => Assert.Null(RecoveryCode.Parse(text));

    [Fact]
    public void VeryLongText_IsNoCode() => Assert.Null(RecoveryCode.Parse(new string('-', 1_000_000)));

    [Fact]
    public void Printed_IsMasked()
    {
        var code = RecoveryCode.Generate();

        Assert.DoesNotContain(code.Reveal()[..5], code.ToString(), StringComparison.Ordinal);
    }
}
