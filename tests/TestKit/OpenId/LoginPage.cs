using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace AkashChat.TestKit.OpenId;

/// <summary>The page that asks who somebody is: a button for each person, and one to go back.</summary>
/// <remarks>The form carries the client's whole request, so that the provider keeps nothing between page and form.</remarks>
internal static partial class LoginPage
{
    /// <summary>The button that says who.</summary>
    public const string Person = "person";

    /// <summary>The button that goes back to the client.</summary>
    public const string Cancel = "cancel";

    private const string Mark = "<form id=\"login\"";

    /// <summary>Writes the page.</summary>
    /// <param name="names">Whom the provider knows.</param>
    /// <param name="request">The parameters of the client's request.</param>
    public static string Write(IEnumerable<string> names, IEnumerable<KeyValuePair<string, string>> request)
    {
        var fields = new StringBuilder();
        foreach (var (name, value) in request)
        {
            fields.Append($"""<input type="hidden" name="{Encode(name)}" value="{Encode(value)}">""").Append('\n');
        }

        var buttons = new StringBuilder();
        foreach (var name in names)
        {
            buttons.Append($"""<p><button name="{Person}" value="{Encode(name)}">Sign in as {Encode(name)}</button></p>""").Append('\n');
        }

        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>Sign in at the test provider</title><link rel="icon" href="data:,"></head>
            <body>
            <h1>Who are you?</h1>
            {Mark} method="post" action="{Addresses.Authorize}">
            {fields}{buttons}<p><button name="{Cancel}" value="yes">Cancel</button></p>
            </form>
            </body>
            </html>
            """;
    }

    /// <summary>Whether a page is this one.</summary>
    public static bool Is(string page) => page.Contains(Mark, StringComparison.Ordinal);

    /// <summary>What the form sends whichever button is pressed.</summary>
    public static Dictionary<string, string> ReadFields(string page) => HiddenField().Matches(page).ToDictionary(
        field => WebUtility.HtmlDecode(field.Groups["name"].Value), field => WebUtility.HtmlDecode(field.Groups["value"].Value), StringComparer.Ordinal);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\">", RegexOptions.ExplicitCapture)]
    private static partial Regex HiddenField();
}
