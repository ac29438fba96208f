using AkashChat.Domain.Keys;

namespace AkashChat.Application.Keys;

/// <summary>Keeps keys.</summary>
public interface IKeyStore
{
    /// <summary>Adds a key; saved with the unit of work.</summary>
    void Add(ApiKey key);
}
