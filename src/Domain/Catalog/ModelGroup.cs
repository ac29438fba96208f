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

    /// <summary>Whether it is the built-in demo.</summary>
    public bool IsDemo => Deployments[0].IsDemo;

    /// <summary>Whether a call of it may cost something, as far as prices are known.</summary>
    public bool CostsMoney
    {
        get
        {
            foreach (var deployment in Deployments)
            {
                if (deployment.Price is { } price && price != default)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
