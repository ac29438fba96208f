using AkashChat.Api.Common;
using AkashChat.Application.Catalog.ListModels;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AkashChat.Api.Gateway;

/// <summary>The models that a key may call, as OpenAI's clients list them. One that it may not call is answered as one that does not exist.</summary>
internal static class ModelEndpoints
{
    internal static void MapModels(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/models", ListAsync)
            .WithTags("Gateway")
            .WithSummary("Lists the models that the key may call.")
            .Produces<ModelListResponse>()
            .AllowAnonymous();

        // A model's name may have slashes in it, as in meta-llama/Llama-3.3-70B-Instruct.
        v1.MapGet("/models/{**id}", GetAsync)
            .WithTags("Gateway")
            .WithSummary("Tells about one model.")
            .Produces<ModelResponse>()
            .AllowAnonymous();
    }

    private static async Task ListAsync(
        HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        var models = await ModelsForKeyAsync(context, dispatcher, cancellationToken);
        await (models.IsSuccess
            ? context.Response.WriteAsJsonAsync(new ModelListResponse("list", [.. models.Value.Select(ModelResponse.Of)]), cancellationToken)
            : context.WriteErrorAsync(models.Error));
    }

    private static async Task GetAsync(
        string id, HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        var models = await ModelsForKeyAsync(context, dispatcher, cancellationToken);
        if (!models.IsSuccess)
        {
            await context.WriteErrorAsync(models.Error);
            return;
        }

        var name = Uri.UnescapeDataString(id);
        await (models.Value.FirstOrDefault(model => string.Equals(model.Name, name, StringComparison.Ordinal)) is { } found
            ? context.Response.WriteAsJsonAsync(ModelResponse.Of(found), cancellationToken)
            : context.WriteErrorAsync(CatalogErrors.ModelNotFound));
    }

    private static async Task<Result<IReadOnlyList<ModelView>>> ModelsForKeyAsync(
        HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        var key = await context.CheckKeyAsync();
        if (!key.IsSuccess)
        {
            return key.Error;
        }

        var models = await dispatcher.SendAsync(new ListModelsQuery(), cancellationToken);
        return models.IsSuccess
            ? Result<IReadOnlyList<ModelView>>.Success([.. models.Value.Where(model => key.Value.Limits.Allows(model.Name))])
            : models;
    }
}
