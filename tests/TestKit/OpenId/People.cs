using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace AkashChat.TestKit.OpenId;

/// <summary>The people a provider knows, and the browsers they are signed in with.</summary>
internal sealed class People
{
    private readonly ConcurrentDictionary<string, Person> _byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _namesBySession = new(StringComparer.Ordinal);

    /// <summary>The names, in their order.</summary>
    public IEnumerable<string> Names => _byName.Keys.Order(StringComparer.Ordinal);

    /// <summary>Adds a person, or takes the place of the one with that name.</summary>
    public void Set(Person person) => _byName[person.Name] = person;

    /// <summary>Finds a person by name.</summary>
    public Person? Find(string? name) => name is not null && _byName.TryGetValue(name, out var person) ? person : null;

    /// <summary>Finds a person by what clients know.</summary>
    public Person? FindBySubject(string? subject) => _byName.Values.FirstOrDefault(person => person.Subject == subject);

    /// <summary>Signs a person in.</summary>
    /// <returns>What the browser's cookie holds.</returns>
    public string StartSession(Person person)
    {
        var session = RandomNumberGenerator.GetHexString(32);
        _namesBySession[session] = person.Name;
        return session;
    }

    /// <summary>Who is signed in with this cookie.</summary>
    public Person? FindBySession(string? session) => session is not null && _namesBySession.TryGetValue(session, out var name) ? Find(name) : null;

    /// <summary>Signs out.</summary>
    public void EndSession(string? session)
    {
        if (session is not null)
        {
            _namesBySession.TryRemove(session, out _);
        }
    }
}
