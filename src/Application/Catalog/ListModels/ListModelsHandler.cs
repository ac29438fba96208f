using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Catalog.ListModels;

internal sealed class ListModelsHandler(IModelCatalog catalog) : IQueryHandler<ListModelsQuery, IReadOnlyList<ModelView>>
{
    public Task<Result<IReadOnlyList<ModelView>>> Handle(ListModelsQuery query, CancellationToken cancellationToken)
    {
        var table = catalog.Current;
        IReadOnlyList<ModelView> models = [.. table.Groups.Select(group => new ModelView(group.Name, group.Mode, group.IsDemo, table.LoadedAt))];
        return Task.FromResult(Result<IReadOnlyList<ModelView>>.Success(models));
    }
}
