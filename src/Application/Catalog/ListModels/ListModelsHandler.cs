using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Catalog.ListModels;

internal sealed class ListModelsHandler(IModelCatalog catalog, IModelStates states) : IQueryHandler<ListModelsQuery, IReadOnlyList<ModelView>>
{
    public Task<Result<IReadOnlyList<ModelView>>> Handle(ListModelsQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(Result<IReadOnlyList<ModelView>>.Success(ModelView.Of(catalog.Current, states)));
}
