using AkashChat.Domain.Common;

namespace AkashChat.Application.Common;

/// <summary>Repeats an act that lost a race against another one at the same moment.</summary>
internal static class LostRaces
{
    private const int MaxRounds = 20;

    /// <summary>Carries out the act, from reading to saving, until it fails with none of these errors any more.</summary>
    internal static async Task<Result<T>> RepeatIfLostAsync<T>(this IUnitOfWork unitOfWork, Func<Task<Result<T>>> act, params Error[] losses)
    {
        for (var round = 1; ; round++)
        {
            var result = await act();
            if (result.IsSuccess || round == MaxRounds || losses.All(loss => loss.Code != result.Error.Code))
            {
                return result;
            }

            unitOfWork.Forget();
        }
    }
}
