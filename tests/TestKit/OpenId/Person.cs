namespace AkashChat.TestKit.OpenId;

/// <summary>Somebody who can sign in at a provider.</summary>
/// <param name="Name">The name to sign in with.</param>
/// <param name="Subject">What the provider calls the person towards clients.</param>
/// <param name="Email">The address; null: the provider knows none.</param>
/// <param name="IsEmailVerified">Whether the person has shown to own it.</param>
public sealed record Person(string Name, string Subject, string? Email, bool IsEmailVerified);
