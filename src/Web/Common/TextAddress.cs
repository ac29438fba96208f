using Microsoft.AspNetCore.Mvc;

namespace AkashChat.Web.Common;

/// <summary>Where the texts are that somebody agrees to.</summary>
public static class TextAddress
{
    /// <summary>An address for a link: the operator's own as it is, a path of this service below its base path.</summary>
    public static string ToHref(this string address, IUrlHelper url)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(url);
        return address.StartsWith('/') ? url.Content("~" + address) : address;
    }
}
