using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Settings;

namespace AkashChat.Infrastructure.Catalog;

/// <summary>A server that tells which models it offers.</summary>
internal interface IModelSource
{
    /// <summary>Asks for the models.</summary>
    /// <returns>Null: it does not answer now, and that is told elsewhere.</returns>
    /// <exception cref="StartupException">It does not answer, or not with models.</exception>
    Task<ModelListing?> ListAsync(CancellationToken cancellationToken);
}

/// <summary>Models that a server offers.</summary>
/// <param name="Deployments">The models.</param>
/// <param name="Modes">What they are for, by name, where it is known.</param>
internal sealed record ModelListing(IReadOnlyList<Deployment> Deployments, IReadOnlyDictionary<string, string> Modes)
{
    /// <summary>No models.</summary>
    internal static readonly ModelListing Empty = new([], new Dictionary<string, string>());

    /// <summary>Whether another one says the same.</summary>
    internal bool IsSameAs(ModelListing other) =>
        DeploymentComparison.AreSame(Deployments, other.Deployments)
        && Modes.Count == other.Modes.Count
        && Modes.All(mode => other.Modes.TryGetValue(mode.Key, out var same) && same == mode.Value);
}
