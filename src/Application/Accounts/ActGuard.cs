using System.Globalization;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Accounts;

/// <summary>Allows a guarded act only so often a day: for a person, a network and the whole service.</summary>
internal sealed class ActGuard(IActCounter counter, ActLimits limits, TimeProvider clock)
{
    /// <summary>Counts an act against every limit that applies.</summary>
    /// <param name="act">The act.</param>
    /// <param name="person">Who does it; null: nobody is known yet, or they are not to be counted.</param>
    /// <param name="network">From where; null: not to be counted.</param>
    /// <param name="countService">Whether it counts for the whole service: not for a try that strangers could flood it with.</param>
    /// <param name="cancellationToken">The visitor has left.</param>
    /// <returns>Why not; null: it is allowed.</returns>
    internal async Task<Error?> RefuseAsync(
        GuardedAct act, UserId? person, ClientNetwork? network, bool countService, CancellationToken cancellationToken)
    {
        var allowance = limits.For(act);
        var applying = new List<ActLimit>(3);
        if (person is { } user)
        {
            applying.Add(new ActLimit(ActScope.Person, user.ToString(), allowance.Person));
        }

        if (network is { } from)
        {
            applying.Add(new ActLimit(ActScope.Network, from.Prefix, allowance.Network));
        }

        if (countService)
        {
            applying.Add(new ActLimit(ActScope.Service, string.Empty, allowance.Service));
        }

        var now = clock.GetUtcNow();
        var usedUp = await counter.CountAsync(act, applying, DateOnly.FromDateTime(now.UtcDateTime), cancellationToken);
        return usedUp is null ? null : Explain(act, usedUp, now);
    }

    private static Error Explain(GuardedAct act, ActLimit limit, DateTimeOffset now)
    {
        var whose = limit.Scope switch
        {
            ActScope.Person => "your account",
            ActScope.Network => $"your network ({limit.Subject})",
            _ => "the whole service",
        };
        var reset = new DateTimeOffset(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
        return AccountErrors.ActLimit with
        {
            Message = string.Create(
                CultureInfo.InvariantCulture,
                $"{GuardedActNames.Of(act)} is limited to {limit.Most} a day for {whose}; all {limit.Most} are used, and the next day begins at {reset:yyyy-MM-dd HH:mm} UTC."),
            RetryAfter = reset - now,
        };
    }
}
