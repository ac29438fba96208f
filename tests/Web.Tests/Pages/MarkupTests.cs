using System.Net;
using System.Text.RegularExpressions;
using AkashChat.Api.Common;
using AkashChat.Web.Tests.Browser;

namespace AkashChat.Web.Tests.Pages;

public sealed partial class MarkupTests(PortalHost portal) : IClassFixture<PortalHost>
{
    [Theory]
    [InlineData("/", 200, "AkashChat: an open gateway to open models")]
    [InlineData("/keys/new", 200, "Get a key · AkashChat")]
    [InlineData("/models", 200, "Models · AkashChat")]
    [InlineData("/docs", 200, "Guide · AkashChat")]
    [InlineData("/docs/errors", 200, "Error codes · AkashChat")]
    [InlineData("/docs/errors/keys.expired", 200, "keys.expired · AkashChat")]
    [InlineData("/docs/errors/keys.no_such_thing", 404, "There is nothing at this address · AkashChat")]
    [InlineData("/leaked-keys", 200, "Report a leaked key · AkashChat")]
    [InlineData("/recover", 200, "Come back to your account · AkashChat")]
    [InlineData("/terms", 200, "Terms of use · AkashChat")]
    [InlineData("/privacy", 200, "Privacy · AkashChat")]
    [InlineData("/nowhere", 404, "There is nothing at this address · AkashChat")]
    [InlineData("/status/503", 503, "We cannot answer at the moment · AkashChat")]
    [InlineData("/status/200", 404, "There is nothing at this address · AkashChat")]
    public async Task Page_HasItsStatusAndTitleAndNothingInline(string path, int status, string title)
    {
        using var response = await portal.Host.Client.GetAsync(new Uri(path, UriKind.Relative));
        var html = await response.Content.ReadAsStringAsync();

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(title, WebUtility.HtmlDecode(Title().Match(html).Groups[1].Value));
        Assert.Contains("<meta name=\"description\" content=\"", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(Inline(), html);
        Assert.DoesNotMatch(Foreign(), html);
    }

    [Theory]
    [InlineData("/keys/new")]
    [InlineData("/leaked-keys")]
    [InlineData("/recover")]
    [InlineData("/status/500")]
    public async Task PersonalPage_IsNotKept(string path)
    {
        using var response = await portal.Host.Client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task EveryError_HasAPageWithItsRemedy()
    {
        foreach (var error in ErrorCatalog.All)
        {
            using var response = await portal.Host.Client.GetAsync(new Uri($"/docs/errors/{error.Code}", UriKind.Relative));

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains(error.Remedy, WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task EveryLinkWithinThePortal_LeadsSomewhere()
    {
        var seen = new HashSet<string> { "/" };
        var open = new Queue<string>(seen);
        while (open.TryDequeue(out var path))
        {
            using var response = await portal.Host.Client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.True((int)response.StatusCode < 400, $"{path} answers {(int)response.StatusCode}");
            var html = response.Content.Headers.ContentType?.MediaType == "text/html" && !path.StartsWith("/swagger", StringComparison.Ordinal)
                ? await response.Content.ReadAsStringAsync()
                : string.Empty;
            foreach (Match link in Link().Matches(html))
            {
                if (seen.Add(link.Groups[1].Value))
                {
                    open.Enqueue(link.Groups[1].Value);
                }
            }
        }

        Assert.True(seen.Count > 20, $"only {seen.Count} links found");
    }

    [GeneratedRegex("<title>(.*?)</title>")]
    private static partial Regex Title();

    [GeneratedRegex("""<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:""")]
    private static partial Regex Inline();

    [GeneratedRegex("""(?:src|href|action)="(?:https?:)?//""")]
    private static partial Regex Foreign();

    [GeneratedRegex("""(?:href|src)="(/[^"#]*)""")]
    private static partial Regex Link();
}
