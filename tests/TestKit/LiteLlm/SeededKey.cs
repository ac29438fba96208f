using System.Security.Cryptography;
using System.Text;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>A key of a LiteLLM proxy, with its text, which the proxy itself does not keep.</summary>
/// <param name="Text">The whole key.</param>
public sealed record SeededKey(string Text)
{
    /// <summary>What the proxy stores of it.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    public string? Alias { get; init; }

    public string? UserId { get; init; }

    public string? TeamId { get; init; }

    public string[] Models { get; init; } = [];

    public string[] AllowedRoutes { get; init; } = [];

    public bool? Blocked { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? LastActiveAt { get; init; }

    public int? ParallelRequests { get; init; }

    public long? RequestsPerMinute { get; init; }

    public long? TokensPerMinute { get; init; }

    public double? MaxBudget { get; init; }

    public string? BudgetDuration { get; init; }

    public DateTimeOffset? BudgetResetAt { get; init; }

    public double Spend { get; init; }

    public string Metadata { get; init; } = "{}";

    public string ModelMaxBudget { get; init; } = "{}";

    public string Aliases { get; init; } = "{}";

    /// <summary>Whether it must not become a key here.</summary>
    public bool IsSkipped { get; init; }

    /// <summary>The code of the refusal that a call of the model <c>scripted</c> gets here; null: it is answered.</summary>
    public string? Refusal { get; init; }
}
