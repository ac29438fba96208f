using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Catalog;

/// <summary>What a <c>config.yaml</c> says, or what is wrong with it.</summary>
/// <param name="Deployments">The deployments, in the order of the file; meaningless if there are faults.</param>
/// <param name="Modes">What each model is for, by its name.</param>
/// <param name="Faults">What makes the file unusable.</param>
/// <param name="Warnings">What has no effect here.</param>
public sealed record ConfigFile(
    IReadOnlyList<Deployment> Deployments,
    IReadOnlyDictionary<string, string> Modes,
    IReadOnlyList<ConfigRemark> Faults,
    IReadOnlyList<ConfigRemark> Warnings);

/// <summary>A remark on one place of the file.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Text">What is to be said.</param>
public sealed record ConfigRemark(long Line, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => $"line {Line}: {Text}";
}
