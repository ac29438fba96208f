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
    IReadOnlyList<ConfigRemark> Warnings)
{
    /// <summary>A file that says nothing.</summary>
    public static readonly ConfigFile Empty = new([], new Dictionary<string, string>(), [], []);

    /// <summary>How requests find a server.</summary>
    public RoutingRules Rules { get; init; } = RoutingRules.Default;

    /// <summary>Other names of models.</summary>
    public IReadOnlyList<ModelAlias> Aliases { get; init; } = [];

    /// <summary>The text that was read, and those it includes.</summary>
    public ConfigTexts Texts { get; init; } = ConfigTexts.None;
}

/// <summary>A remark on one place of the file.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Text">What is to be said.</param>
public sealed record ConfigRemark(long Line, string Text)
{
    /// <summary>The included file, as its includer names it; null: the first one.</summary>
    public string? File { get; init; }

    /// <inheritdoc/>
    public override string ToString() => File is null ? $"line {Line}: {Text}" : $"{File}, line {Line}: {Text}";
}
