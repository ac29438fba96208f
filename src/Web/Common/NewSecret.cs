using AkashChat.Application.Catalog.ListModels;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys;
using AkashChat.Domain.Keys;

namespace AkashChat.Web.Common;

/// <summary>A new secret, for the one answer that shows it; it is kept nowhere.</summary>
/// <param name="Key">The key that it opens.</param>
/// <param name="Secret">The secret.</param>
/// <param name="Examples">Requests with the secret in them.</param>
public sealed record NewSecret(KeyView Key, KeySecret Secret, CodeExamples Examples)
{
    /// <summary>A secret with examples for a model that the key may call.</summary>
    public static async Task<NewSecret> OfAsync(
        KeyView key, KeySecret secret, HttpRequest request, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(secret);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(dispatcher);
        var listed = await dispatcher.SendAsync(new ListModelsQuery(), cancellationToken);
        ModelView[] models = listed.IsSuccess ? [.. listed.Value.Where(model => key.Limits.Allows(model.Name))] : [];
        return new NewSecret(key, secret, new CodeExamples(request.ApiBaseUrl(), secret.Reveal(), CodeExamples.ChatModelOf(models)));
    }
}
