using AkashChat.Application.Accounts.SignIn;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Keys.AttachSignIn;

/// <summary>Attaches a sign-in to the visitor's account, which moves to the extended tier with all its keys. Owner, keys and statistics stay.</summary>
/// <param name="Visitor">Who is signed in, and asked for it.</param>
/// <param name="Identity">Who they are at the provider, from a verified sign-in.</param>
public sealed record AttachSignInCommand(Visitor Visitor, ExternalIdentity Identity) : ICommand<SignedIn>;
