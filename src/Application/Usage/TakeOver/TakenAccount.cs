using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Usage.TakeOver;

/// <summary>An account that keys are taken over into, and its places.</summary>
/// <param name="user">The account.</param>
internal sealed class TakenAccount(User user)
{
    private readonly HashSet<int> _occupied = [];
    private int _next;

    internal User User => user;

    internal void Occupy(int slot) => _occupied.Add(slot);

    /// <summary>Takes the first place that is free, of as many as there are numbers: every key that worked goes on working.</summary>
    internal int TakeSlot()
    {
        while (!_occupied.Add(_next))
        {
            _next++;
        }

        return _next;
    }
}
