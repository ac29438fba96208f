using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;

namespace AkashChat.Application.Usage.GetKeyUsage;

/// <summary>Asks what one of the signed-in visitor's own keys was used for lately.</summary>
/// <param name="Visitor">Who is signed in.</param>
/// <param name="KeyId">Which of their keys.</param>
public sealed record GetKeyUsageQuery(Visitor Visitor, ApiKeyId KeyId) : IQuery<KeyUsage>
{
    /// <summary>How many days are told of, today among them.</summary>
    public const int Days = 30;
}

/// <summary>A key's usage of the last days.</summary>
/// <param name="Days">The days with requests, the newest first.</param>
public sealed record KeyUsage(IReadOnlyList<UsageDay> Days)
{
    /// <summary>Usage that cannot be told, because whoever counted it does not answer.</summary>
    public static readonly KeyUsage Unknown = new([]) { IsKnown = false };

    /// <summary>Whether it is known.</summary>
    public bool IsKnown { get; private init; } = true;

    /// <summary>Requests of all days.</summary>
    public long Requests => Days.Sum(day => day.Requests);

    /// <summary>Tokens read on all days.</summary>
    public long PromptTokens => Days.Sum(day => day.PromptTokens);

    /// <summary>Tokens written on all days.</summary>
    public long CompletionTokens => Days.Sum(day => day.CompletionTokens);

    /// <summary>The cost of all days, in µUSD; null: none of the models has a price.</summary>
    public long? CostMicroUsd => Days.Any(day => day.CostMicroUsd is not null) ? Days.Sum(day => day.CostMicroUsd ?? 0) : null;
}

/// <summary>The usage of one day of UTC.</summary>
/// <param name="Day">The day.</param>
/// <param name="Requests">Requests that went to a model server, failed ones among them.</param>
/// <param name="PromptTokens">Tokens read, as far as the model servers told.</param>
/// <param name="CompletionTokens">Tokens written, as far as the model servers told.</param>
/// <param name="CostMicroUsd">What they cost, in µUSD; null: none of the models has a price.</param>
public sealed record UsageDay(DateOnly Day, long Requests, long PromptTokens, long CompletionTokens, long? CostMicroUsd);
