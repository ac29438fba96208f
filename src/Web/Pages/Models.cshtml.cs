using AkashChat.Application.Catalog.ListModels;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AkashChat.Web.Pages;

/// <summary>The models on offer.</summary>
public sealed class ModelListModel(IDispatcher dispatcher) : PageModel
{
    /// <summary>All models, sorted by name.</summary>
    public IReadOnlyList<ModelView> Models { get; private set; } = [];

    /// <summary>Shows the page.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        var listed = await dispatcher.SendAsync(new ListModelsQuery(), cancellationToken);
        if (!listed.IsSuccess)
        {
            return StatusCode(listed.Error.Kind.ToStatus());
        }

        Models = listed.Value;
        return Page();
    }

    /// <summary>What a model is for, in words.</summary>
    public static string UseOf(ModelView model) => model.Mode switch
    {
        _ when model.IsDemo => "For trying out",
        "chat" => "Chat",
        "completion" => "Text completion",
        "responses" => "Chat, in the form of Responses",
        "embedding" => "Embeddings",
        "image_generation" => "Pictures",
        "audio_speech" => "Speech from text",
        "audio_transcription" => "Text from speech",
        "moderation" => "Moderation",
        "rerank" => "Ranking of documents",
        null => "Not stated",
        var other => other,
    };
}
