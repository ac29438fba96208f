using System.Net;
using Xunit;

namespace AkashChat.TestKit.OpenId;

/// <summary>Walks a sign-in as a browser would: redirect by redirect, with the form of the provider's login page between.</summary>
/// <param name="browser">A client with cookies that follows no redirects.</param>
public sealed class SignInFlow(HttpClient browser)
{
    private const int MaxRedirects = 20;
    private readonly List<Uri> _addresses = [];

    /// <summary>Where it went, redirect by redirect: all that would stand in a browser's address bar or history.</summary>
    public IReadOnlyList<Uri> Addresses => _addresses;

    /// <summary>Changes where a redirect leads, as somebody in the middle would; null: nothing is changed.</summary>
    public Func<Uri, Uri>? Divert { get; set; }

    /// <summary>Signs somebody in.</summary>
    /// <param name="start">The client's address that leads to the provider.</param>
    /// <param name="person">Who presses the button on the login page, if it comes.</param>
    /// <returns>The last answer, which is no redirect.</returns>
    public Task<HttpResponseMessage> SignInAsync(Uri start, string person) => WalkAsync(start, KeyValuePair.Create(LoginPage.Person, person));

    /// <summary>Goes to the login page, but back from there without signing in.</summary>
    /// <param name="start">The client's address that leads to the provider.</param>
    /// <returns>The last answer, which is no redirect.</returns>
    public Task<HttpResponseMessage> CancelAsync(Uri start) => WalkAsync(start, KeyValuePair.Create(LoginPage.Cancel, "yes"));

    /// <summary>Opens an address and follows its redirects.</summary>
    /// <returns>The last answer, which is no redirect; a login page too.</returns>
    public async Task<HttpResponseMessage> OpenAsync(Uri start) => await FollowAsync(await GetAsync(start));

    /// <summary>Follows the redirects of an answer that the test has got already.</summary>
    /// <returns>The last answer, which is no redirect; a login page too.</returns>
    public async Task<HttpResponseMessage> FollowAsync(HttpResponseMessage response)
    {
        for (var redirects = 0; response.StatusCode is HttpStatusCode.Found or HttpStatusCode.SeeOther; redirects++)
        {
            Assert.True(redirects < MaxRedirects, $"Too many redirects: {string.Join(" → ", _addresses)}");
            var target = new Uri(response.RequestMessage!.RequestUri!, response.Headers.Location!);
            response.Dispose();
            response = await GetAsync(Divert?.Invoke(target) ?? target);
        }

        return response;
    }

    private async Task<HttpResponseMessage> WalkAsync(Uri start, KeyValuePair<string, string> button)
    {
        var response = await OpenAsync(start);
        var page = await response.Content.ReadAsStringAsync();
        if (!LoginPage.Is(page))
        {
            return response;
        }

        var target = new Uri(response.RequestMessage!.RequestUri!, OpenId.Addresses.Authorize);
        response.Dispose();
        using var form = new FormUrlEncodedContent(LoginPage.ReadFields(page).Append(button));
        return await FollowAsync(await browser.PostAsync(target, form));
    }

    private async Task<HttpResponseMessage> GetAsync(Uri address)
    {
        var response = await browser.GetAsync(address);
        _addresses.Add(response.RequestMessage!.RequestUri!);
        return response;
    }
}
