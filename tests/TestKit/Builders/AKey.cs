using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.TestKit.Builders;

/// <summary>A key with its secret, which the key itself does not know.</summary>
public sealed record IssuedKey(ApiKey Key, KeySecret Secret)
{
    /// <summary>The secret in clear, as a program would send it.</summary>
    public string Text => Secret.Reveal();
}

/// <summary>Makes keys.</summary>
public static class AKey
{
    /// <summary>A key that was issued just now.</summary>
    /// <param name="owner">Whose it is; null: a new permissionless user's.</param>
    /// <param name="now">When it is issued; null: <see cref="AMoment.Now"/>.</param>
    /// <param name="name">What its holder calls it.</param>
    public static IssuedKey Active(User? owner = null, DateTimeOffset? now = null, string name = "my key")
    {
        var at = now ?? AMoment.Now;
        var id = ApiKeyId.New();
        var secret = KeySecret.Generate(id);
        return new IssuedKey(ApiKey.Issue(owner ?? AUser.Permissionless(now: at), name, secret, KeyPolicy.Permissionless, slot: 0, at), secret);
    }

    /// <summary>A key that is past its end.</summary>
    /// <param name="owner">Whose it is; null: a new permissionless user's.</param>
    /// <param name="now">When it has been expired for a second; null: <see cref="AMoment.Now"/>.</param>
    public static IssuedKey Expired(User? owner = null, DateTimeOffset? now = null) =>
        Active(owner, (now ?? AMoment.Now) - KeyPolicy.Permissionless.Lifetime!.Value - TimeSpan.FromSeconds(1));

    /// <summary>A key that was ended for good.</summary>
    public static IssuedKey Revoked(User? owner = null, DateTimeOffset? now = null) => InState(KeyState.Revoked, owner, now);

    /// <summary>A key that is switched off for a while.</summary>
    public static IssuedKey Disabled(User? owner = null, DateTimeOffset? now = null) => InState(KeyState.Disabled, owner, now);

    /// <summary>A key in any stored state, also those that no use case leads to yet.</summary>
    public static IssuedKey InState(KeyState state, User? owner = null, DateTimeOffset? now = null)
    {
        var issued = Active(owner, now);
        typeof(ApiKey).GetProperty(nameof(ApiKey.State))!.SetValue(issued.Key, state);
        return issued;
    }

    /// <summary>Text that looks like a key, and that no checksum would betray, but that nobody was given.</summary>
    public static string UnknownText() => KeySecret.Generate(ApiKeyId.New()).Reveal();
}
