using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Times as UTC ticks: the same on both databases, and they sort in SQLite.</summary>
internal sealed class UtcTicksConverter() : ValueConverter<DateTimeOffset, long>(
    time => time.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

internal sealed class UserIdConverter() : ValueConverter<UserId, Guid>(id => id.Value, value => new UserId(value));

internal sealed class ClientNetworkConverter() : ValueConverter<ClientNetwork, string>(
    network => network.Prefix, prefix => new ClientNetwork(prefix));

internal sealed class ApiKeyIdConverter() : ValueConverter<ApiKeyId, string>(id => id.Value, value => new ApiKeyId(value));
