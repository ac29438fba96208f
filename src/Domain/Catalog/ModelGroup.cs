using System.Collections.Immutable;

namespace AkashChat.Domain.Catalog;

/// <summary>A model as callers know it, and the deployments that serve it.</summary>
/// <param name="Name">The name that callers use.</param>
/// <param name="Mode">What it is for: <c>chat</c>, <c>completion</c>, <c>embedding</c>; null: not said.</param>
/// <param name="Deployments">At least one.</param>
public sealed record ModelGroup(string Name, string? Mode, ImmutableArray<Deployment> Deployments)
{
    /// <summary>The name with the wildcard that matched; null: the name stands in the configuration as it is.</summary>
    public string? Pattern { get; init; }

    /// <summary>Whether its own name is a wildcard: each name that matches is a model by itself.</summary>
    public bool IsPattern => WildcardGroup.IsPattern(Name);

    /// <summary>Whether it is the built-in demo.</summary>
    public bool IsDemo => Deployments[0].IsDemo;

    /// <summary>The highest price of its deployments; null: none has one.</summary>
    public TokenPrice? HighestPrice
    {
        get
        {
            TokenPrice? highest = null;
            foreach (var deployment in Deployments)
            {
                highest = TokenPrice.Higher(highest, deployment.Price);
            }

            return highest;
        }
    }

    /// <summary>The longest answer that one of its deployments gives, in tokens; null: one does not say.</summary>
    public int? MaxOutputTokens => Longest(static capabilities => capabilities.MaxOutputTokens);

    /// <summary>The longest prompt that one of its deployments takes, in tokens; null: one does not say.</summary>
    public int? MaxInputTokens => Longest(static capabilities => capabilities.MaxInputTokens);

    private int? Longest(Func<ModelCapabilities, int?> bound)
    {
        var longest = 0;
        foreach (var deployment in Deployments)
        {
            if (bound(deployment.Capabilities) is not { } known)
            {
                return null;
            }

            longest = Math.Max(longest, known);
        }

        return longest;
    }
}
