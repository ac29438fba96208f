using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts.SignIn;

/// <summary>Signs in whom the provider has named: finds their account, or opens one in the extended tier, and starts a session.</summary>
/// <param name="Identity">Who it is, from a verified sign-in.</param>
/// <param name="Network">Where the request comes from.</param>
public sealed record SignInCommand(ExternalIdentity Identity, ClientNetwork Network) : ICommand<SignedIn>;

/// <summary>A new session.</summary>
/// <param name="UserId">Who is signed in.</param>
/// <param name="Session">The token for the cookie alone.</param>
/// <param name="SessionExpiresAt">When it ends unless it is used before.</param>
public sealed record SignedIn(UserId UserId, SessionToken Session, DateTimeOffset SessionExpiresAt);
