using AkashChat.Application.Common;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys;

/// <summary>Repeats an act on an owner's keys that lost a race for one of the places of active keys.</summary>
/// <remarks>Whoever loses has learned that a place is taken: after a few rounds there is a place, or none is left and the act itself says so.</remarks>
internal sealed class SlotRace(IUnitOfWork unitOfWork)
{
    private const int MaxRounds = 20;

    /// <summary>Carries out the act, from reading to saving, until it is not disturbed.</summary>
    internal async Task<Result<T>> RunAsync<T>(Func<Task<Result<T>>> act)
    {
        for (var round = 1; ; round++)
        {
            var result = await act();
            if (result.IsSuccess || result.Error.Code != KeyErrors.SlotTaken.Code || round == MaxRounds)
            {
                return result;
            }

            unitOfWork.Forget();
        }
    }
}
