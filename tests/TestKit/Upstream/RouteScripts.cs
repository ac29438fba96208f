using System.Text;

namespace AkashChat.TestKit.Upstream;

/// <summary>Answers of the routes beside chat, completions and embeddings, as they are asked for.</summary>
public static class RouteScripts
{
    /// <summary>What is said in every sound.</summary>
    public const string Said = "Good morning.";

    /// <summary>The answer that was asked for; null: it is none of these routes.</summary>
    internal static Script? For(UpstreamRequest request)
    {
        var model = request.Model ?? "scripted";
        var path = request.Path.Split('?')[0];
        return path switch
        {
            _ when path.EndsWith("/responses", StringComparison.Ordinal) => request.WantsStream ? Streamed(RouteAnswers.ResponseEvents(model)) : Json(RouteAnswers.Response(model, "Hello")),
            _ when path.EndsWith("/moderations", StringComparison.Ordinal) => Json(RouteAnswers.Moderation(model)),
            _ when path.Contains("/images/", StringComparison.Ordinal) => Json(RouteAnswers.Image()),
            _ when path.EndsWith("/audio/speech", StringComparison.Ordinal) => Speech(RouteAnswers.Sound(100_000)),
            _ when path.Contains("/audio/", StringComparison.Ordinal) => Transcript(request),
            _ when path.EndsWith("/rerank", StringComparison.Ordinal) => Json(RouteAnswers.Ranking(model)),
            _ => null,
        };
    }

    /// <summary>Sound, in pieces of equal size, chunked.</summary>
    /// <param name="sound">The sound.</param>
    /// <param name="gate">Asked before every piece but the first.</param>
    /// <param name="cutAfter">Breaks the connection off after so many pieces; null: never.</param>
    public static Script Speech(byte[] sound, Gate? gate = null, int? cutAfter = null) => async exchange =>
    {
        const int Pieces = 4;
        var size = (sound.Length / Pieces) + 1;
        await exchange.BeginAsync(200, "audio/mpeg");
        for (var piece = 0; piece < Pieces; piece++)
        {
            if (piece > 0)
            {
                await exchange.PassAsync(gate);
            }

            if (piece == cutAfter)
            {
                exchange.BreakOff();
                return;
            }

            var bytes = sound.AsMemory(piece * size, Math.Min(size, sound.Length - (piece * size)));
            await (piece == Pieces - 1 ? exchange.SendLastAsync(bytes) : exchange.SendAsync(bytes));
        }
    };

    /// <summary>Events, all of them at once.</summary>
    public static Script Streamed(string events) => Scripts.RawStream(Encoding.UTF8.GetBytes(events));

    private static Script Json(string json) => exchange => exchange.AnswerAsync(200, json);

    private static Script Transcript(UpstreamRequest request) =>
        request.WantsStream ? Streamed(RouteAnswers.TranscriptEvents())
        : request.FormField("response_format") is "text" or "srt" or "vtt" ? Scripts.Raw(Encoding.UTF8.GetBytes(Said + "\n"), contentType: "text/plain; charset=utf-8")
        : Json(RouteAnswers.Transcript(Said));
}
