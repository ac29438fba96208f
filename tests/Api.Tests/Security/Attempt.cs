using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;

namespace AkashChat.Api.Tests.Security;

/// <summary>One call of one route by one caller, each with an account and a key made for it alone, so that no call disturbs the next.</summary>
internal sealed partial class Attempt : IAsyncDisposable
{
    private static readonly string[] GatewayPaths = ["v1/", "api/v1/", "v2/", "openai/", "engines/"];

    private readonly TestHost _host;
    private readonly HttpClient _client;
    private readonly IssuedKey _own;
    private readonly IssuedKey _strangers;
    private readonly Caller _caller;
    private string _formCookie = "";

    private Attempt(TestHost host, Caller caller, HttpClient client, IssuedKey own, IssuedKey strangers)
    {
        _host = host;
        _caller = caller;
        _client = client;
        _own = own;
        _strangers = strangers;
    }

    public static async Task<Attempt> PrepareAsync(TestHost host, HashSet<UserId> admins, Caller caller)
    {
        var stranger = await host.AddPermissionlessUserAsync();
        var user = caller is Caller.Nobody or Caller.Visitor or Caller.OtherVisitor
            ? await host.AddPermissionlessUserAsync()
            : await host.AddExtendedUserAsync(emailVerified: caller != Caller.ExtendedUnverified);
        if (caller == Caller.Admin)
        {
            admins.Add(user.UserId);
        }

        return new Attempt(
            host,
            caller,
            caller == Caller.Nobody ? host.NewClient() : await host.SignInAsync(user.UserId),
            await host.AddKeyAsync(user),
            await host.AddKeyAsync(stranger));
    }

    /// <summary>Sends the call and tells its status.</summary>
    public async Task<int> SendAsync(RouteRow row)
    {
        var path = row.Path.TrimStart('/')
            .Replace("{id:length(10)}", IdOf(row.Target), StringComparison.Ordinal)
            .Replace("{id}", IdOf(row.Target), StringComparison.Ordinal)
            .Replace("{**id}", "akashchat-demo", StringComparison.Ordinal)
            .Replace("{**path}", "akashchat-demo/chat/completions", StringComparison.Ordinal)
            .Replace("{code:int}", "404", StringComparison.Ordinal)
            .Replace("{code}", "keys.expired", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(row.Method), new Uri(path, UriKind.Relative));
        if (GatewayPaths.Any(start => path.StartsWith(start, StringComparison.Ordinal)))
        {
            // The gateway knows keys alone: "nobody" has none.
            request.Headers.Authorization = _caller == Caller.Nobody ? null : new AuthenticationHeaderValue("Bearer", _own.Text);
        }

        request.Content = await ContentAsync(row);
        if (request.Content is FormUrlEncodedContent)
        {
            var session = _client.DefaultRequestHeaders.TryGetValues("Cookie", out var cookies) ? cookies.Single() + "; " : string.Empty;
            request.Headers.Add("Cookie", session + _formCookie);
        }

        using var response = await _client.SendAsync(request);
        return (int)response.StatusCode;
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<HttpContent?> ContentAsync(RouteRow row)
    {
        if (RouteBodies.Json.TryGetValue(row.Route, out var json))
        {
            return Json.Body(await FillAsync(json));
        }

        if (RouteBodies.FilesFor.Contains(row.Route))
        {
            return new MultipartFormDataContent { { new StringContent("akashchat-demo"), "model" }, { new ByteArrayContent([1, 2, 3]), "file", "a.wav" } };
        }

        return RouteBodies.Forms.TryGetValue(row.Route, out var form)
            ? new FormUrlEncodedContent(await FormAsync(await FillAsync(form)))
            : null;
    }

    /// <summary>A form with the token that every page's forms carry; it is bound to the caller, not to a page.</summary>
    private async Task<Dictionary<string, string>> FormAsync(string fields)
    {
        using var page = await _client.GetPathAsync("leaked-keys");
        _formCookie = page.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("akash-form", StringComparison.Ordinal)).Split(';')[0];
        var form = fields.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(field => field.Split('=', 2))
            .ToDictionary(field => field[0], field => Uri.UnescapeDataString(field[1]));
        form["__RequestVerificationToken"] = FormToken().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value;
        return form;
    }

    private async Task<string> FillAsync(string text)
    {
        if (text.Contains("{challenge}", StringComparison.Ordinal))
        {
            var solved = await _host.SolveChallengeAsync(_client);
            text = text.Replace("{challenge}", solved.Challenge, StringComparison.Ordinal).Replace("{solution}", solved.Solution, StringComparison.Ordinal);
        }

        return text.Replace("{key}", _own.Text, StringComparison.Ordinal).Replace("{preview}", _own.Key.Preview, StringComparison.Ordinal);
    }

    private string IdOf(Target? target) => target switch
    {
        Target.Own => _own.Key.Id.Value,
        Target.Strangers => _strangers.Key.Id.Value,
        _ => ApiKeyId.New().Value,
    };

    [GeneratedRegex("""name="__RequestVerificationToken" type="hidden" value="([^"]+)""")]
    private static partial Regex FormToken();
}
