using System.Net;
using System.Text.RegularExpressions;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Hosting;
using AkashChat.Web.Tests.Browser;
using Microsoft.EntityFrameworkCore;

namespace AkashChat.Web.Tests.Pages;

/// <summary>The form as a program sees it: what a browser would not send.</summary>
public sealed partial class ClaimFormTests(PortalHost portal) : IClassFixture<PortalHost>
{
    [Fact]
    public async Task SamePuzzleTwice_GivesOneKeyAndANewPuzzle()
    {
        using var client = portal.Host.NewClient(cookies: true);
        var form = await SolvedFormAsync(client);
        using var other = portal.Host.NewClient(cookies: true);
        var replay = (await SolvedFormAsync(other)).ToDictionary();
        (replay["challenge"], replay["solution"]) = (form["challenge"], form["solution"]);

        var (first, page) = await PostAsync(client, form);
        var (second, refused) = await PostAsync(other, replay);

        Assert.Equal(HttpStatusCode.OK, first);
        Assert.Matches(Key(), page);
        Assert.Equal(HttpStatusCode.Conflict, second);
        Assert.DoesNotMatch(Key(), refused);
        Assert.Contains("This form was sent before", refused, StringComparison.Ordinal);
        Assert.NotEqual(form["challenge"], Challenge().Match(refused).Groups[1].Value);
    }

    [Fact]
    public async Task WithoutAntiForgeryToken_NothingIsMade()
    {
        using var client = portal.Host.NewClient(cookies: true);
        var form = await SolvedFormAsync(client);
        form.Remove("__RequestVerificationToken");
        var before = await portal.Host.QueryAsync(database => database.Set<ApiKey>().CountAsync());

        var (status, page) = await PostAsync(client, form);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.DoesNotMatch(Key(), page);
        Assert.Equal(before, await portal.Host.QueryAsync(database => database.Set<ApiKey>().CountAsync()));
    }

    [Theory]
    [InlineData("challenge", "nonsense", HttpStatusCode.Forbidden)]
    [InlineData("solution", "1.2.3", HttpStatusCode.Forbidden)]
    [InlineData("keyName", "", HttpStatusCode.BadRequest)]
    [InlineData("acceptsTerms", "perhaps", HttpStatusCode.BadRequest)]
    public async Task WrongField_IsRefusedAndTheRestKept(string field, string value, HttpStatusCode expected)
    {
        using var client = portal.Host.NewClient(cookies: true);
        var form = await SolvedFormAsync(client);
        form[field] = value;

        var (status, page) = await PostAsync(client, form);

        Assert.Equal(expected, status);
        Assert.DoesNotMatch(Key(), page);
        Assert.Contains("notice--bad", page, StringComparison.Ordinal);
        Assert.Contains(form["purpose"], page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Markup_IsShownAsText()
    {
        using var client = portal.Host.NewClient(cookies: true);
        var form = await SolvedFormAsync(client);
        form["keyName"] = "<b>bold</b>";

        var (_, page) = await PostAsync(client, form);

        Assert.DoesNotContain("<b>bold", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;bold", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LongPurposeWithLineBreaks_CountsAsTheBrowserCounts()
    {
        using var client = portal.Host.NewClient(cookies: true);
        var form = await SolvedFormAsync(client);
        form["purpose"] = string.Concat(Enumerable.Repeat("a\r\n", User.PurposeMaxLength / 2));

        var (status, _) = await PostAsync(client, form);

        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task PuzzleThatBecameTooCheap_KeepsWhatWasTypedAndGivesAHarderOne()
    {
        await using var host = await TestHost.StartAsync();
        using var client = host.NewClient(cookies: true);
        var form = await SolvedFormAsync(client);
        for (var number = 0; number < 6; number++)
        {
            await host.ClaimKeyAsync();
        }

        var (status, page) = await PostAsync(client, form);

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("a harder puzzle is needed", page, StringComparison.Ordinal);
        Assert.Contains(form["purpose"], page, StringComparison.Ordinal);
        Assert.Equal("3", Difficulty().Match(page).Groups[1].Value);
        Assert.NotEqual(form["challenge"], Challenge().Match(page).Groups[1].Value);
    }

    private static async Task<Dictionary<string, string>> SolvedFormAsync(HttpClient client)
    {
        var html = await client.GetStringAsync(new Uri("/keys/new", UriKind.Relative));
        var challenge = Challenge().Match(html).Groups[1].Value;
        var difficulty = int.Parse(Difficulty().Match(html).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        return new()
        {
            ["__RequestVerificationToken"] = Token().Match(html).Groups[1].Value,
            ["keyName"] = "From a form",
            ["purpose"] = "Testing the form",
            ["acceptsTerms"] = "true",
            ["challenge"] = challenge,
            ["solution"] = ProofOfWork.Solve(challenge, difficulty, CancellationToken.None),
        };
    }

    private static async Task<(HttpStatusCode Status, string Page)> PostAsync(HttpClient client, Dictionary<string, string> form)
    {
        using var body = new FormUrlEncodedContent(form);
        using var response = await client.PostAsync(new Uri("/keys/new", UriKind.Relative), body);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("""name="challenge" value="([^"]+)""")]
    private static partial Regex Challenge();

    [GeneratedRegex("""data-difficulty="(\d+)""")]
    private static partial Regex Difficulty();

    [GeneratedRegex("""name="__RequestVerificationToken" type="hidden" value="([^"]+)""")]
    private static partial Regex Token();

    [GeneratedRegex("sk-ac_[0-9A-Za-z]{10}_[0-9A-Za-z]{38}")]
    private static partial Regex Key();
}
