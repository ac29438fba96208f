using System.Globalization;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace AkashChat.Web.Common;

/// <summary><c>&lt;utc-time value="…"/&gt;</c>: a time for people and for machines.</summary>
[HtmlTargetElement("utc-time", TagStructure = TagStructure.WithoutEndTag)]
public sealed class UtcTimeTagHelper : TagHelper
{
    /// <summary>The time.</summary>
    public DateTimeOffset Value { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var utc = Value.UtcDateTime;
        output.TagName = "time";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("datetime", utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        output.Content.SetContent(utc.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture));
    }
}
