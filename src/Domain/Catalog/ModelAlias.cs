namespace AkashChat.Domain.Catalog;

/// <summary>Another name of a model group (<c>model_group_alias</c>).</summary>
/// <param name="Name">The other name.</param>
/// <param name="Group">The group that it means.</param>
/// <param name="IsHidden">Whether lists of models leave it out.</param>
public sealed record ModelAlias(string Name, string Group, bool IsHidden);
