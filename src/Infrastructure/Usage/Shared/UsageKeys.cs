using AkashChat.Infrastructure.Common;
using StackExchange.Redis;

namespace AkashChat.Infrastructure.Usage.Shared;

/// <summary>The names that usage has in Redis.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Name, after <see cref="RedisTag.Prefix"/></term><description>Content</description></listheader>
/// <item><term><c>usage:open:INSTANCE</c></term><description>A hash of the calls under way on an instance: name of the record, the estimate that is booked if the instance ends.</description></item>
/// <item><term><c>usage:instances</c></term><description>A sorted set of the instances by the ends of their leases, in milliseconds of Redis' clock.</description></item>
/// <item><term><c>usage:stream</c></term><description>The records that are not booked yet; a group of consumers, <c>ledger</c>, books them and takes them out after the commit.</description></item>
/// </list>
/// </remarks>
internal sealed class UsageKeys(RedisTag tag)
{
    internal const string Group = "ledger";

    /// <summary>The only field of an entry.</summary>
    internal const string Field = "r";

    /// <summary>The records that are not booked yet.</summary>
    internal RedisKey Stream { get; } = tag.Prefix + "usage:stream";

    /// <summary>The instances.</summary>
    internal RedisKey Instances { get; } = tag.Prefix + "usage:instances";

    /// <summary>The calls under way on an instance.</summary>
    internal RedisKey OpenOf(string instance) => $"{tag.Prefix}usage:open:{instance}";
}
