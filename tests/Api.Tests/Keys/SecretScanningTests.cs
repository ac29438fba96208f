using System.Net;
using AkashChat.Api.Tests.Support;
using AkashChat.Domain.Accounts;
using AkashChat.TestKit.Builders;
using AkashChat.TestKit.Hosting;
using AkashChat.TestKit.Servers;
using static AkashChat.Api.Tests.Keys.ScanningCalls;

namespace AkashChat.Api.Tests.Keys;

/// <summary>What GitHub's messages lead to, once they are known to be GitHub's.</summary>
public sealed class SecretScanningTests
{
    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task SignedMessage_StopsEachKeyInItAndSaysWhichWereKeys(TestDatabase database)
    {
        await using var github = await GitHubKeyServer.StartAsync();
        await using var host = await StartHostAsync(github, database);
        using var visitor = host.NewClient(cookies: true);
        var signer = github.AddKey();
        var secret = await host.ClaimKeyAsync();
        var old = await host.ClaimKeyAsync(visitor);
        var rotated = await ReportLeakedKeyTests.RotateAsync(visitor, old, overlapSeconds: 3_600);
        string[] tokens = [secret, old, AKey.UnknownText(), "sk-ac_junk", "schön 🔑"];

        using var answer = await host.SendSignedAsync(github, signer, Message(tokens));

        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(
            tokens.Zip(["true_positive", "true_positive", "false_positive", "false_positive", "false_positive"], (token, label) => (HashOf(token), "akashchat_api_key", label)),
            await answer.ReadLabelsAsync());
        await MustBeRefusedAsync(host, secret, "keys.revoked");
        await MustBeRefusedAsync(host, old, "keys.rotated");
        using var living = await host.ClientWithKey(rotated).GetPathAsync("v1/models");
        Assert.Equal(HttpStatusCode.OK, living.StatusCode);
        var audit = await ReportLeakedKeyTests.AuditAsync(host);
        Assert.Equal(
            [("key.leaked", secret[6..16]), ("key.leaked_previous_secret", old[6..16])],
            audit.OrderBy(entry => entry.Action, StringComparer.Ordinal).Select(entry => (entry.Action, entry.KeyId!)));
        Assert.All(audit, entry => Assert.Equal(AuditActor.GitHub, entry.Actor));
        Assert.Empty(await ReportLeakedKeyTests.CountsAsync(host));
    }

    [Theory]
    [InlineData(TestDatabase.Sqlite)]
    [InlineData(TestDatabase.Postgres)]
    public async Task SameMessageAgain_ChangesNothingMoreAndIsAnsweredTheSame(TestDatabase database)
    {
        await using var github = await GitHubKeyServer.StartAsync();
        await using var host = await StartHostAsync(github, database);
        var signer = github.AddKey();
        var secret = await host.ClaimKeyAsync();
        var message = Message(secret, secret);

        using var first = await host.SendSignedAsync(github, signer, message);
        using var again = await host.SendSignedAsync(github, signer, message);

        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.All(await again.ReadLabelsAsync(), answer => Assert.Equal("true_positive", answer.Label));
        Assert.Single(await ReportLeakedKeyTests.AuditAsync(host));
    }

    [Fact]
    public async Task EmptyMessage_IsAnsweredWithNothing()
    {
        await using var github = await GitHubKeyServer.StartAsync();
        await using var host = await StartHostAsync(github);

        using var answer = await host.SendSignedAsync(github, github.AddKey(), "[]");

        Assert.Empty(await answer.ReadLabelsAsync());
    }

    [Fact]
    public async Task FindingWithoutText_IsPassedOverAndTheOthersStopped()
    {
        await using var github = await GitHubKeyServer.StartAsync();
        await using var host = await StartHostAsync(github);
        var secret = await host.ClaimKeyAsync();
        var body = $$"""[null, {"type":"x"}, {"token":null}, {"token":"{{secret}}", "type":"t", "new_field":{"a":[1]} }]""";

        using var answer = await host.SendSignedAsync(github, github.AddKey(), body);

        Assert.Equal("true_positive", Assert.Single(await answer.ReadLabelsAsync()).Label);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("\"sk-ac_\"")]
    [InlineData("[1]")]
    [InlineData("[{\"token\":5}]")]
    [InlineData("[{\"token\":\"\\ud800\"}]")]
    [InlineData("[{\"token\":\"x\"}")]
    public async Task SignedBodyOfAnotherShape_IsRefused(string body)
    {
        await using var github = await GitHubKeyServer.StartAsync();
        await using var host = await StartHostAsync(github);

        using var answer = await host.SendSignedAsync(github, github.AddKey(), body);

        await answer.MustBeProblemAsync(400, "keys.scanning_message_invalid");
    }

    [Theory]
    [InlineData(1_048_000, 400)]
    [InlineData(1_050_000, 413)]
    public async Task BodyBeyondTheBound_IsTooLarge(int bytes, int status)
    {
        await using var github = await GitHubKeyServer.StartAsync();
        await using var host = await StartHostAsync(github);

        using var answer = await host.SendSignedAsync(github, github.AddKey(), new string('x', bytes));

        await answer.MustBeProblemAsync(status, status == 413 ? "request.body_too_large" : "keys.scanning_message_invalid");
    }

    [Theory]
    [InlineData(500, 200)]
    [InlineData(501, 413)]
    public async Task MoreFindingsThanMayBe_AreTooLarge(int findings, int status)
    {
        await using var github = await GitHubKeyServer.StartAsync();
        await using var host = await StartHostAsync(github);
        var body = $"[{string.Join(',', Enumerable.Repeat("""{"token":"sk-ac_x","type":"t"}""", findings))}]";

        using var answer = await host.SendSignedAsync(github, github.AddKey(), body);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task NotConfigured_IsAsIfItWereNotThere()
    {
        await using var github = await GitHubKeyServer.StartAsync();
        await using var host = await TestHost.StartAsync();

        using var signed = await host.SendSignedAsync(github, github.AddKey(), "[]");
        using var unsigned = await host.SendMessageAsync("[]", null, null);

        await signed.MustBeProblemAsync(404, "request.route_not_found");
        await unsigned.MustBeProblemAsync(404, "request.route_not_found");
        Assert.Equal(0, github.Requests);
    }

    [Fact]
    public async Task WhatWasFoundAndWhere_StandsInNoLogAndNoAnswer()
    {
        await using var github = await GitHubKeyServer.StartAsync();
        await using var host = await StartHostAsync(github);
        var signer = github.AddKey();
        var secret = await host.ClaimKeyAsync();
        var answers = new List<string>();
        var message = Message(secret);
        foreach (var (body, signature) in new[]
        {
            (message, github.Sign(signer, message)), (message, github.Sign(signer, "[]")), ($"{message}]", github.Sign(signer, $"{message}]")),
        })
        {
            using var answer = await host.SendMessageAsync(body, signer, signature);
            answers.Add($"{answer.Headers}{await answer.Content.ReadAsStringAsync()}");
        }

        foreach (var planted in new[] { secret[17..49], "planted-place-7731" })
        {
            Assert.All(answers.Append(host.Log.ToString()), text => Assert.DoesNotContain(planted, text, StringComparison.Ordinal));
        }

        Assert.Contains("true_positive", answers[0], StringComparison.Ordinal);
    }

    private static async Task MustBeRefusedAsync(TestHost host, string secret, string code)
    {
        using var client = host.ClientWithKey(secret);
        using var response = await client.GetPathAsync("v1/models");
        await response.MustBeOpenAiErrorAsync(401, code);
    }
}
