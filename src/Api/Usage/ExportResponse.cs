using System.Text.Json;
using AkashChat.Api.Accounts;
using AkashChat.Api.Keys;
using AkashChat.Application.Accounts;
using AkashChat.Application.Usage.ExportAccount;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.Domain.Usage;

namespace AkashChat.Api.Usage;

/// <summary>All we hold about a person.</summary>
/// <param name="Format">The version of this form; it changes when a field changes its meaning or goes.</param>
/// <param name="ExportedAt">When it was put together.</param>
/// <param name="LeftOut">What we hold besides and do not hand out, and why.</param>
/// <param name="User">The user.</param>
/// <param name="Team">Their team.</param>
/// <param name="Consents">What they agreed to and withdrew, the oldest first.</param>
/// <param name="Keys">Their keys, the newest first.</param>
/// <param name="Sessions">The browsers they are signed in with, the newest first.</param>
/// <param name="Acts">How often they did what is counted, by day.</param>
/// <param name="Audit">What was done with the account, the newest first.</param>
/// <param name="Refusals">Requests that were refused by limits lately, the newest first.</param>
/// <param name="Usage">Every request to a model, the oldest first.</param>
internal sealed record ExportResponse(
    string Format,
    DateTimeOffset ExportedAt,
    IReadOnlyList<string> LeftOut,
    ExportedUser User,
    ExportedTeam Team,
    IEnumerable<ConsentEntryResponse> Consents,
    IEnumerable<ExportedKey> Keys,
    IEnumerable<ExportedSession> Sessions,
    IEnumerable<ExportedAct> Acts,
    IEnumerable<AuditEntryResponse> Audit,
    IEnumerable<RefusalResponse> Refusals,
    IAsyncEnumerable<ExportedUsage> Usage)
{
    internal const string CurrentFormat = "akashchat-export/1";

    private static readonly string[] Hashes =
    [
        "SHA-256 hashes of your recovery code, of each key's secret and of the secret before it, and of each session's cookie. "
        + "They let us recognise what you present, and nobody can compute it from them.",
    ];

    internal static ExportResponse Of(AccountExport export) => new(
        CurrentFormat,
        export.At,
        Hashes,
        ExportedUser.Of(export.User),
        new ExportedTeam(export.User.TeamId, export.User.Tier.ToString().ToLowerInvariant()),
        export.Consents.Select(ConsentEntryResponse.Of),
        export.Keys.Select(ExportedKey.Of),
        export.Sessions.Select(session => new ExportedSession(session.CreatedAt, session.ExpiresAt)),
        export.Acts.Select(ExportedAct.Of),
        export.Audit.Select(AuditEntryResponse.Of),
        export.Refusals.Select(RefusalResponse.OfOwn),
        export.Usage.Select(ExportedUsage.Of));
}

/// <summary>The user.</summary>
internal sealed record ExportedUser(
    Guid Id,
    string Tier,
    string? Purpose,
    DateTimeOffset CreatedAt,
    string? Issuer,
    string? Subject,
    string? Email,
    bool EmailVerified,
    bool HasRecoveryCode,
    int Changes)
{
    internal static ExportedUser Of(User user) => new(
        user.Id.Value,
        user.Tier.ToString().ToLowerInvariant(),
        user.Purpose,
        user.CreatedAt,
        user.Issuer,
        user.Subject,
        user.Email,
        user.EmailVerified,
        user.RecoveryHash is not null,
        user.Revision);
}

/// <summary>The team.</summary>
internal sealed record ExportedTeam(string Id, string Tier);

/// <summary>A key with all that is kept of it but hashes.</summary>
internal sealed record ExportedKey(
    string Id,
    string Name,
    string Preview,
    string Team,
    string State,
    string? RevokedFor,
    int? Slot,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LatestEnd,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RotatedAt,
    DateTimeOffset? PreviousSecretEndsAt,
    LimitsResponse OwnLimits,
    int Changes)
{
    internal static ExportedKey Of(ApiKey key) => new(
        key.Id.Value,
        key.Name,
        key.Preview,
        key.TeamId,
        key.State.ToString().ToLowerInvariant(),
        key.RevokedFor?.ToString().ToLowerInvariant(),
        key.Slot,
        key.CreatedAt,
        key.ExpiresAt,
        key.LatestEnd,
        key.LastUsedAt,
        key.RotatedAt,
        key.PreviousEndsAt,
        LimitsResponse.Of(key.OwnLimits),
        key.Revision);
}

/// <summary>A session.</summary>
internal sealed record ExportedSession(DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>A count of a day.</summary>
internal sealed record ExportedAct(DateOnly Day, string Act, int Count, int Refused)
{
    internal static ExportedAct Of(DatedActCount dated) => new(
        dated.Day, JsonNamingPolicy.CamelCase.ConvertName(dated.Count.Act.ToString()), dated.Count.Count, dated.Count.Refused);
}

/// <summary>A request to a model.</summary>
internal sealed record ExportedUsage(
    Guid Id,
    string KeyId,
    string Team,
    DateTimeOffset StartedAt,
    string Route,
    string Model,
    string? AskedModel,
    string Deployment,
    string? ServedModel,
    int Attempts,
    bool Cached,
    bool Streamed,
    int Status,
    string Outcome,
    long? PromptTokens,
    long? CompletionTokens,
    long? CountedTokens,
    long? CostMicroUsd,
    long LatencyMicroseconds,
    long? FirstByteMicroseconds)
{
    internal static ExportedUsage Of(UsageRecord record) => new(
        record.Id,
        record.KeyId,
        record.TeamId,
        record.StartedAt,
        record.Route,
        record.Model,
        record.AskedModel,
        record.DeploymentId,
        record.ServedModel,
        record.Attempts,
        record.Cached,
        record.Streamed,
        record.Status,
        record.Outcome.ToString().ToLowerInvariant(),
        record.PromptTokens,
        record.CompletionTokens,
        record.CountedTokens,
        record.CostMicroUsd,
        record.LatencyMicroseconds,
        record.FirstByteMicroseconds);
}
