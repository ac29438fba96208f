namespace AkashChat.Domain.Accounts;

/// <summary>A signed-in visitor, as the server knows them: by the session, never by what a request says.</summary>
/// <param name="UserId">Who is signed in.</param>
/// <param name="Network">Where the request comes from.</param>
public sealed record Visitor(UserId UserId, ClientNetwork Network);
