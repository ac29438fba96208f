using AkashChat.Application.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Usage.Refusals;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Usage.ExportAccount;

/// <summary>Hands over all that is kept of the signed-in visitor. A command, because the audit trail tells of it.</summary>
/// <param name="Visitor">Who is signed in.</param>
public sealed record ExportAccountCommand(Visitor Visitor) : ICommand<AccountExport>;

/// <summary>All that is kept of a user.</summary>
public sealed record AccountExport
{
    /// <summary>When it was put together.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The user.</summary>
    public required User User { get; init; }

    /// <summary>What they agreed to and withdrew, the oldest first.</summary>
    public required IReadOnlyList<Consent> Consents { get; init; }

    /// <summary>Their keys, the newest first.</summary>
    public required IReadOnlyList<ApiKey> Keys { get; init; }

    /// <summary>Their sessions, the newest first.</summary>
    public required IReadOnlyList<Session> Sessions { get; init; }

    /// <summary>How often they did what is counted.</summary>
    public required IReadOnlyList<DatedActCount> Acts { get; init; }

    /// <summary>What was done with the account, the newest first.</summary>
    public required IReadOnlyList<AuditView> Audit { get; init; }

    /// <summary>Their calls that were refused lately, the newest first.</summary>
    public required IReadOnlyList<Refusal> Refusals { get; init; }

    /// <summary>What they used, the oldest first; read while it is written out.</summary>
    public required IAsyncEnumerable<UsageRecord> Usage { get; init; }
}
