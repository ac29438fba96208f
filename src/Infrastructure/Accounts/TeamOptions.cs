using AkashChat.Domain.Accounts;

namespace AkashChat.Infrastructure.Accounts;

/// <summary>The names of the two teams.</summary>
public sealed record TeamOptions
{
    /// <summary>The team of the permissionless tier (<c>LITELLM_TEAM_PERMISSIONLESS</c>).</summary>
    public string Permissionless { get; init; } = "chatapi-pless";

    /// <summary>The team of the extended tier (<c>LITELLM_TEAM_AUTH0</c>).</summary>
    public string Extended { get; init; } = "chatapi-auth0";

    /// <summary>Both.</summary>
    public IReadOnlyList<string> Names => [Permissionless, Extended];

    /// <summary>The name of a tier's team.</summary>
    public string NameOf(Tier tier) => tier == Tier.Extended ? Extended : Permissionless;
}
