using AkashChat.Application.Catalog.ListModels;
using AkashChat.Application.Common.Messaging;
using AkashChat.Web.Common;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AkashChat.Web.Pages;

/// <summary>The home page.</summary>
public sealed class IndexModel(IDispatcher dispatcher) : PageModel
{
    private const int ModelsShown = 6;

    /// <summary>The first few models.</summary>
    public IReadOnlyList<ModelView> Models { get; private set; } = [];

    /// <summary>How many models there are beyond those shown.</summary>
    public int MoreModels { get; private set; }

    /// <summary>The example request.</summary>
    public CodeExamples Examples { get; private set; } = null!;

    /// <summary>Shows the page.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var listed = await dispatcher.SendAsync(new ListModelsQuery(), cancellationToken);
        var models = listed.IsSuccess ? listed.Value : [];
        Models = [.. models.Take(ModelsShown)];
        MoreModels = models.Count - Models.Count;
        Examples = new CodeExamples(Request.ApiBaseUrl(), CodeExamples.KeyPlaceholder, CodeExamples.ChatModelOf(models));
    }
}
