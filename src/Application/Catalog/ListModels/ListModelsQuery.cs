using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Catalog;

namespace AkashChat.Application.Catalog.ListModels;

/// <summary>Asks for the models on offer.</summary>
public sealed record ListModelsQuery : IQuery<IReadOnlyList<ModelView>>;

/// <summary>A model as callers see it.</summary>
/// <param name="Name">The name to put into requests.</param>
/// <param name="Mode">What it is for, if that is known: <c>chat</c>, <c>completion</c>, <c>embedding</c>.</param>
/// <param name="IsDemo">Whether it is the built-in demo, which only repeats what it is told.</param>
/// <param name="ListedAt">When it was put on offer, as far as this process knows.</param>
public sealed record ModelView(string Name, string? Mode, bool IsDemo, DateTimeOffset ListedAt)
{
    /// <summary>The views of all models of a table.</summary>
    public static IReadOnlyList<ModelView> Of(RoutingTable table) =>
        [.. table.Groups.Select(group => new ModelView(group.Name, group.Mode, group.IsDemo, table.LoadedAt))];
}
