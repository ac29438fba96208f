using System.CommandLine;
using System.Text.Json;
using AkashChat.Domain.Keys;

namespace AkashChat.Web.Commands;

/// <summary><c>akashchat key</c>: solves a running server's challenge and prints nothing but the key.</summary>
internal static class KeyCommand
{
    private const string ProofOfWorkKind = "proof-of-work";

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
            var offer = await ReadAsync<Offer>(await http.GetAsync(new Uri("api/challenges", UriKind.Relative), cancellationToken), cancellationToken);
            if (offer.Kind != ProofOfWorkKind)
            {
                return await FailAsync($"the server asks for a captcha, which needs a browser: open {new Uri(http.BaseAddress!, "keys/new")}");
            }

            var challenge = await ReadAsync<IssuedChallenge>(
                await http.PostAsync(new Uri("api/challenges/proof-of-work", UriKind.Relative), null, cancellationToken), cancellationToken);
            if (challenge.Difficulty > ProofOfWork.MaxDifficulty || challenge.Parts != ProofOfWork.Parts)
            {
                return await FailAsync("the server's challenge is not one that this version can solve");
            }

            var solution = ProofOfWork.Solve(challenge.Challenge, challenge.Difficulty, cancellationToken);
            var key = await ReadAsync<ClaimedKey>(
                await http.PostAsJsonAsync(
                    new Uri("api/keys/claim", UriKind.Relative),
                    new { keyName = name, acceptsTerms = true, challenge = challenge.Challenge, solution },
                    cancellationToken),
                cancellationToken);
            return string.IsNullOrEmpty(key.ApiKey) ? await FailAsync("the server's answer has no key in it") : await HandOverAsync(key);
        }
        catch (RefusedException refused)
        {
            return await FailAsync(refused.Message);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return await FailAsync($"{url} does not answer as AkashChat does ({exception.Message})");
        }
    }

    private static async Task<int> HandOverAsync(ClaimedKey key)
    {
        await Terminal.Out.WriteLineAsync(key.ApiKey);
        if (!string.IsNullOrEmpty(key.RecoveryCode))
        {
            await Terminal.Error.WriteLineAsync($"Keep the recovery code too, it is the way back to the key's account: {key.RecoveryCode}");
        }

        return 0;
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var answered = response;
        if (answered.IsSuccessStatusCode)
        {
            return await answered.Content.ReadFromJsonAsync<T>(cancellationToken) ?? throw new JsonException("The server sent nothing.");
        }

        var problem = await answered.Content.ReadFromJsonAsync<Problem>(cancellationToken);
        throw new RefusedException($"the server refused with {(int)answered.StatusCode}: {problem?.Title} {problem?.Detail}");
    }

    private static async Task<int> FailAsync(string reason)
    {
        await Terminal.Error.WriteLineAsync($"No key: {reason}");
        return 1;
    }

    private sealed record Offer(string Kind);

    private sealed record IssuedChallenge(string Challenge, int Difficulty, int Parts);

    private sealed record ClaimedKey(string ApiKey, string? RecoveryCode);

    private sealed record Problem(string? Title, string? Detail);

    private sealed class RefusedException(string message) : Exception(message);
}
