using AkashChat.Application.Accounts;
using AkashChat.Application.Catalog;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Gateway.GetCatalogState;

internal sealed class GetCatalogStateHandler(AdminOptions admins, IModelCatalog catalog, ICatalogState state) : IQueryHandler<GetCatalogStateQuery, CatalogState>
{
    public Task<Result<CatalogState>> Handle(GetCatalogStateQuery query, CancellationToken cancellationToken)
    {
        var table = catalog.Current;
        Result<CatalogState> result = admins.Refuse(query.Visitor) is { } refused
            ? refused
            : new CatalogState(table.Version, table.LoadedAt, table.Groups.Length, state.Refusal);
        return Task.FromResult(result);
    }
}
