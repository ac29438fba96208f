using Microsoft.AspNetCore.Mvc;

namespace AkashChat.Web.Common;

/// <summary>Addresses of texts that people agree to.</summary>
public static class TextAddress
{
    /// <summary>The address to link to: a path of this service, wherever it is mounted, or the operator's own.</summary>
    public static string Of(string reference, IUrlHelper url)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(url);
        return reference.StartsWith('/') ? url.Content("~" + reference) : reference;
    }
}
