using System.Text.Json;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Times as UTC ticks: the same on both databases, and they sort in SQLite.</summary>
internal sealed class UtcTicksConverter() : ValueConverter<DateTimeOffset, long>(
    time => time.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

internal sealed class UserIdConverter() : ValueConverter<UserId, Guid>(id => id.Value, value => new UserId(value));

internal sealed class ClientNetworkConverter() : ValueConverter<ClientNetwork, string>(
    network => network.Prefix, prefix => new ClientNetwork(prefix));

internal sealed class ApiKeyIdConverter() : ValueConverter<ApiKeyId, string>(id => id.Value, value => new ApiKeyId(value));

/// <summary>Texts as a JSON array; nothing stays nothing.</summary>
internal sealed class TextsConverter() : ValueConverter<IReadOnlyList<string>?, string?>(
    names => names == null ? null : JsonSerializer.Serialize(names, JsonSerializerOptions.Default),
    json => json == null ? null : Read(json))
{
    internal static IReadOnlyList<string>? Read(string json) => JsonSerializer.Deserialize<string[]>(json, JsonSerializerOptions.Default);
}

internal sealed class TextsComparer() : ValueComparer<IReadOnlyList<string>?>(
    (one, other) => one == null || other == null ? one == other : one.SequenceEqual(other),
    names => names == null ? 0 : names.Aggregate(0, HashCode.Combine),
    names => names);
