using AkashChat.Api.Common;
using AkashChat.Domain.Common;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace AkashChat.Web.Pages.Docs.Errors;

/// <summary>All errors with a stable code.</summary>
public sealed class IndexModel : PageModel
{
    /// <summary>The errors by the part of the service they belong to.</summary>
    public IReadOnlyList<IGrouping<string, Error>> Groups { get; } =
        [.. ErrorCatalog.All.GroupBy(error => GroupOf(error.Code)).OrderBy(group => group.Key, StringComparer.Ordinal)];

    private static string GroupOf(string code) => code.Split('.')[0] switch
    {
        "accounts" => "Accounts",
        "keys" => "Keys",
        "gateway" => "Gateway",
        "model_not_found" or "context_length_exceeded" => "Models",
        "request" => "Requests",
        "service" => "Service",
        var other => other,
    };
}
