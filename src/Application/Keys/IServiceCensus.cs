using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys;

/// <summary>Counts what there is.</summary>
public interface IServiceCensus
{
    /// <summary>Counts users and keys as they stand at that time.</summary>
    Task<ServiceCounts> TakeAsync(DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>How many users and keys there are.</summary>
/// <param name="Users">Users by tier.</param>
/// <param name="Keys">Keys by their owners' tier and their state.</param>
public sealed record ServiceCounts(IReadOnlyList<UserCount> Users, IReadOnlyList<KeyCount> Keys);

/// <summary>How many users there are of a tier.</summary>
public sealed record UserCount(Tier Tier, int Count);

/// <summary>How many keys there are of a tier's users in a state.</summary>
public sealed record KeyCount(Tier Tier, KeyState State, int Count);
