using System.CommandLine;
using System.Text.Json;
using AkashChat.Domain.Keys;

namespace AkashChat.Web.Commands;

/// <summary><c>akashchat key</c>: solves a running server's challenge and prints nothing but the key.</summary>
internal static class KeyCommand
{
    private static readonly Option<Uri> Url = CommandHttp.UrlOption(() => "http://127.0.0.1:8080");

    private static readonly Option<string> Name = new("--name") { Description = "What to call the key.", DefaultValueFactory = _ => "Command line" };

    internal static Command Create()
    {
        var command = new Command("key", "Gets a key from a running server. Claiming one accepts the terms at its /terms.") { Url, Name };
        command.SetAction(async (parsed, cancellationToken) =>
            await RunAsync(parsed.GetValue(Url)!, parsed.GetValue(Name)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Uri url, string name, CancellationToken cancellationToken)
    {
        using var http = CommandHttp.CreateClient(url);
        try
        {
            using var issued = await http.PostAsync(new Uri("api/challenges/proof-of-work", UriKind.Relative), null, cancellationToken);
            if (!issued.IsSuccessStatusCode)
            {
                return await FailAsync(await ReasonAsync(issued, cancellationToken));
            }

            var challenge = await issued.Content.ReadFromJsonAsync<IssuedChallenge>(cancellationToken)
                ?? throw new JsonException("The server sent no challenge.");
            if (challenge.Difficulty > ProofOfWork.MaxDifficulty || challenge.Parts != ProofOfWork.Parts)
            {
                return await FailAsync("the server's challenge is not one that this version can solve");
            }

            var solution = ProofOfWork.Solve(challenge.Challenge, challenge.Difficulty, cancellationToken);
            using var claimed = await http.PostAsJsonAsync(
                new Uri("api/keys/claim", UriKind.Relative),
                new { keyName = name, acceptsTerms = true, challenge = challenge.Challenge, solution },
                cancellationToken);
            if (!claimed.IsSuccessStatusCode)
            {
                return await FailAsync(await ReasonAsync(claimed, cancellationToken));
            }

            var key = await claimed.Content.ReadFromJsonAsync<ClaimedKey>(cancellationToken);
            if (string.IsNullOrEmpty(key?.ApiKey))
            {
                return await FailAsync("the server's answer has no key in it");
            }

            await Terminal.Out.WriteLineAsync(key.ApiKey);
            return 0;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return await FailAsync($"{url} does not answer as AkashChat does ({exception.Message})");
        }
    }

    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var problem = await response.Content.ReadFromJsonAsync<Problem>(cancellationToken);
        return $"the server refused with {(int)response.StatusCode}: {problem?.Title} {problem?.Detail}";
    }

    private static async Task<int> FailAsync(string reason)
    {
        await Terminal.Error.WriteLineAsync($"No key: {reason}");
        return 1;
    }

    private sealed record IssuedChallenge(string Challenge, int Difficulty, int Parts);

    private sealed record ClaimedKey(string ApiKey);

    private sealed record Problem(string? Title, string? Detail);
}
