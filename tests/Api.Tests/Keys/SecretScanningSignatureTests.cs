using System.Security.Cryptography;
using AkashChat.Api.Tests.Support;
using AkashChat.TestKit.Servers;
using Microsoft.AspNetCore.Http;
using static AkashChat.Api.Tests.Keys.ScanningCalls;

namespace AkashChat.Api.Tests.Keys;

/// <summary>Whose messages are taken: those that a key of GitHub's list signed.</summary>
public sealed class SecretScanningSignatureTests
{
    private const string Invalid = "keys.scanning_signature_invalid";
    private const string Unavailable = "keys.scanning_keys_unavailable";

    [Fact]
    public async Task MessageThatGitHubDidNotSign_IsForbiddenAndStopsNothing()
    {
        await using var github = await GitHubKeyServer.StartAsync();
        await using var host = await StartHostAsync(github);
        var (signer, other) = (github.AddKey(), github.AddKey());
        var message = Message(await host.ClaimKeyAsync());
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var good = github.Sign(signer, message);
        (string? Key, string? Signature)[] forged =
        [
            (null, null),
            (signer, null),
            (null, good),
            (signer, ""),
            (signer, "not base-64!"),
            (signer, Convert.ToBase64String(new byte[71])),
            (signer, new string('A', 4_000)),
            (signer, GitHubKeyServer.Sign(stranger, message)),
            (signer, github.Sign(signer, message + " ")),
            (signer, github.Sign(signer, message.Replace("\"source\"", " \"source\"", StringComparison.Ordinal))),
            (other, good),
            (new string('a', 64), good),
            (new string('a', 4_000), good),
        ];

        foreach (var (key, signature) in forged)
        {
            using var refused = await host.SendMessageAsync(message, key, signature);
            await refused.MustBeProblemAsync(403, Invalid);
        }

        Assert.Empty(await ReportLeakedKeyTests.AuditAsync(host));
        using var taken = await host.SendMessageAsync(message, signer, good);
        Assert.Equal("true_positive", Assert.Single(await taken.ReadLabelsAsync()).Label);
    }

    [Fact]
    public async Task NewKey_IsTakenOnceTheListIsFiveMinutesOldAndUnknownOnesAskNoOftener()
    {
        await using var github = await GitHubKeyServer.StartAsync();
        await using var host = await StartHostAsync(github);
        var old = github.AddKey();
        using var first = await host.SendSignedAsync(github, old, "[]");
        var added = github.AddKey();

        using var tooEarly = await host.SendSignedAsync(github, added, "[]");
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        using var taken = await host.SendSignedAsync(github, added, "[]");
        for (var stranger = 0; stranger < 5; stranger++)
        {
            using var refused = await host.SendMessageAsync("[]", $"{stranger}", github.Sign(old, "[]"));
            await refused.MustBeProblemAsync(403, Invalid);
        }

        Assert.Empty(await first.ReadLabelsAsync());
        await tooEarly.MustBeProblemAsync(403, Invalid);
        Assert.Empty(await taken.ReadLabelsAsync());
        Assert.Equal(2, github.Requests);
    }

    [Fact]
    public async Task WithdrawnKey_IsNoLongerTakenAfterAnHour()
    {
        await using var github = await GitHubKeyServer.StartAsync();
        await using var host = await StartHostAsync(github);
        var (withdrawn, _) = (github.AddKey(), github.AddKey());
        using var before = await host.SendSignedAsync(github, withdrawn, "[]");
        using var key = github.Withdraw(withdrawn);
        host.Clock.Advance(TimeSpan.FromHours(1));

        using var after = await host.SendMessageAsync("[]", withdrawn, GitHubKeyServer.Sign(key, "[]"));

        Assert.Empty(await before.ReadLabelsAsync());
        await after.MustBeProblemAsync(403, Invalid);
    }

    [Fact]
    public async Task KeyOfAnotherKind_IsNotTaken()
    {
        await using var github = await GitHubKeyServer.StartAsync();
        await using var host = await StartHostAsync(github);
        var (curve, good) = (github.AddKey(ECCurve.NamedCurves.nistP384), github.AddKey());

        using var refused = await host.SendSignedAsync(github, curve, "[]");
        using var taken = await host.SendSignedAsync(github, good, "[]");

        await refused.MustBeProblemAsync(403, Invalid);
        Assert.Empty(await taken.ReadLabelsAsync());
    }

    [Theory]
    [InlineData("503")]
    [InlineData("302")]
    [InlineData("broken off")]
    [InlineData("not JSON")]
    [InlineData("no keys")]
    [InlineData("keys that are none")]
    [InlineData("endless")]
    public async Task ListThatCannotBeRead_IsAnOutageAndTriedAgainAfterAMinute(string how)
    {
        await using var github = await GitHubKeyServer.StartAsync();
        await using var host = await StartHostAsync(github);
        var signer = github.AddKey();
        github.Script = ScriptOf(how, github.Address);

        using var first = await host.SendSignedAsync(github, signer, "[]");
        using var second = await host.SendSignedAsync(github, signer, "[]");
        var asked = github.Requests;
        github.Script = null;
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        using var third = await host.SendSignedAsync(github, signer, "[]");

        await first.MustBeProblemAsync(503, Unavailable);
        await second.MustBeProblemAsync(503, Unavailable);
        Assert.Equal(TimeSpan.FromMinutes(1), first.Headers.RetryAfter!.Delta);
        Assert.Equal(1, asked);
        Assert.Empty(await third.ReadLabelsAsync());
        Assert.Contains("GitHub's list of signing keys cannot be read", host.Log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Error AkashChat", host.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListServerGone_IsAnOutageButARememberedKeyWorksOn()
    {
        var github = await GitHubKeyServer.StartAsync();
        await using var host = await StartHostAsync(github);
        var signer = github.AddKey();
        var signature = github.Sign(signer, "[]");
        using var before = await host.SendMessageAsync("[]", signer, signature);
        await github.DisposeAsync();
        host.Clock.Advance(TimeSpan.FromMinutes(59));

        using var remembered = await host.SendMessageAsync("[]", signer, signature);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        using var gone = await host.SendMessageAsync("[]", signer, signature);

        Assert.Empty(await before.ReadLabelsAsync());
        Assert.Empty(await remembered.ReadLabelsAsync());
        await gone.MustBeProblemAsync(503, Unavailable);
    }

    [Fact]
    public async Task ManyMessagesAtOnce_ReadTheListOnce()
    {
        await using var github = await GitHubKeyServer.StartAsync();
        await using var host = await StartHostAsync(github);
        var signer = github.AddKey();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.SendSignedAsync(github, signer, "[]")));

        Assert.All(answers, answer => Assert.Equal(200, (int)answer.StatusCode));
        Assert.Equal(1, github.Requests);
    }

    private static RequestDelegate ScriptOf(string how, Uri address) => how switch
    {
        "503" => context => Answer(context, 503, "{}"),
        "302" => context =>
        {
            context.Response.Headers.Location = address.ToString();
            return Answer(context, 302, string.Empty);
        }
        ,
        "broken off" => context =>
        {
            context.Abort();
            return Task.CompletedTask;
        }
        ,
        "not JSON" => context => Answer(context, 200, "<html>"),
        "no keys" => context => Answer(context, 200, """{"public_keys":[]}"""),
        "keys that are none" => context => Answer(context, 200, """{"public_keys":[null,{},{"key_identifier":"a","key":"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"}]}"""),
        _ => context => Answer(context, 200, new string(' ', 1_000_000)),
    };

    private static Task Answer(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body, context.RequestAborted);
    }
}
