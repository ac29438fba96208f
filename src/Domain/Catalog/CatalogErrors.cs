using AkashChat.Domain.Common;

namespace AkashChat.Domain.Catalog;

/// <summary>What can go wrong with models.</summary>
public static class CatalogErrors
{
    /// <summary>There is no such model.</summary>
    public static readonly Error ModelNotFound = new(
        ErrorKind.NotFound, "model_not_found", "There is no model of that name here.", "See GET /v1/models for the models on offer.", "model");
}
