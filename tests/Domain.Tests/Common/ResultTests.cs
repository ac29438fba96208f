using AkashChat.Domain.Common;

namespace AkashChat.Domain.Tests.Common;

public sealed class ResultTests
{
    [Fact]
    public void Value_IsASuccess()
    {
        Result<int> result = 7;

        Assert.True(result.IsSuccess);
        Assert.Equal(7, result.Value);
    }

    [Fact]
    public void Error_IsAFailure()
    {
        Result<int> result = CommonErrors.InvalidInput;

        Assert.False(result.IsSuccess);
        Assert.Same(CommonErrors.InvalidInput, result.Error);
    }

    [Fact]
    public void ValueOfAFailure_IsRefusedAndNamesTheCode()
    {
        Result<int> result = CommonErrors.InvalidInput;

        var refusal = Assert.Throws<InvalidOperationException>(() => result.Value);

        Assert.Contains(CommonErrors.InvalidInput.Code, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ErrorOfASuccess_IsRefused()
    {
        Result<int> result = 7;

        Assert.Throws<InvalidOperationException>(() => result.Error);
    }
}
