using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Accounts.ListSessions;

/// <summary>Asks where the visitor's account is signed in.</summary>
/// <param name="Visitor">Who is signed in.</param>
/// <param name="Current">The token of the browser that asks; null: none.</param>
public sealed record ListSessionsQuery(Visitor Visitor, SessionToken? Current) : IQuery<IReadOnlyList<SessionView>>;

/// <summary>A signed-in browser as the account shows it.</summary>
/// <param name="CreatedAt">When the sign-in was.</param>
/// <param name="ExpiresAt">When it ends unless it is used before.</param>
/// <param name="IsCurrent">Whether it is the browser that asks.</param>
public sealed record SessionView(DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, bool IsCurrent);
