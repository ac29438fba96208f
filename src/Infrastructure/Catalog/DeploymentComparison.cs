using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Catalog;

/// <summary>Tells whether two deployments are the same in everything, keys and headers too.</summary>
internal static class DeploymentComparison
{
    /// <summary>Whether they are.</summary>
    public static bool AreSame(Deployment one, Deployment other) =>
        one.Key?.Reveal() == other.Key?.Reveal()
        && one.Tags.SequenceEqual(other.Tags)
        && one.ExtraHeaders.SequenceEqual(other.ExtraHeaders)
        && one with { Key = other.Key, Tags = other.Tags, ExtraHeaders = other.ExtraHeaders } == other;

    /// <summary>Whether two lists are the same, in the same order.</summary>
    public static bool AreSame(IReadOnlyList<Deployment> some, IReadOnlyList<Deployment> others) =>
        some.Count == others.Count && some.Zip(others).All(pair => AreSame(pair.First, pair.Second));
}
