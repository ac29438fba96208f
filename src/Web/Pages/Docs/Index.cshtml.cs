using AkashChat.Application.Catalog.ListModels;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Web.Common;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AkashChat.Web.Pages.Docs;

/// <summary>The guide.</summary>
public sealed class IndexModel(IDispatcher dispatcher, GatewayOptions limits) : PageModel
{
    /// <summary>The examples of the first request.</summary>
    public CodeExamples Examples { get; private set; } = null!;

    /// <summary>The model of the embeddings example.</summary>
    public string EmbeddingModel { get; private set; } = string.Empty;

    /// <summary>Whether a model for embeddings is on offer.</summary>
    public bool HasEmbeddings { get; private set; }

    /// <summary>The largest request, in words.</summary>
    public string MaxBody => Spell.Mebibytes(limits.MaxBodyBytes);

    /// <summary>The largest plain answer, in words.</summary>
    public string MaxAnswer => Spell.Mebibytes(limits.MaxAnswerBytes);

    /// <summary>Shows the page.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var listed = await dispatcher.SendAsync(new ListModelsQuery(), cancellationToken);
        var models = listed.IsSuccess ? listed.Value : [];
        var embedding = CodeExamples.EmbeddingModelOf(models);
        HasEmbeddings = embedding is not null;
        EmbeddingModel = embedding ?? CodeExamples.ModelPlaceholder;
        Examples = new CodeExamples(Request.ApiBaseUrl(), CodeExamples.KeyPlaceholder, CodeExamples.ChatModelOf(models));
    }
}
