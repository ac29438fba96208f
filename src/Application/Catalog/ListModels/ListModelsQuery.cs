using AkashChat.Application.Common.Messaging;

namespace AkashChat.Application.Catalog.ListModels;

/// <summary>Asks for the models on offer.</summary>
public sealed record ListModelsQuery : IQuery<IReadOnlyList<ModelView>>;
