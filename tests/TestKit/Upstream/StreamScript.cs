namespace AkashChat.TestKit.Upstream;

/// <summary>What a scripted stream looks like.</summary>
public sealed record StreamScript
{
    /// <summary>How many events carry text, before the one that says why it ends.</summary>
    public int Chunks { get; init; } = 3;

    /// <summary>The text of an event, by its number from 0.</summary>
    public Func<int, string> Text { get; init; } = number => $"word{number} ";

    /// <summary>Asked before every event but the first; and before the end.</summary>
    public Gate? Gate { get; init; }

    /// <summary>The line end: LF or CRLF.</summary>
    public string LineEnd { get; init; } = "\n";

    /// <summary>Whether comments stand between the events, as keep-alives do.</summary>
    public bool Comments { get; init; }

    /// <summary>Whether the stream ends with <c>[DONE]</c>.</summary>
    public bool Done { get; init; } = true;

    /// <summary>More members of each delta, with a leading comma.</summary>
    public string DeltaMembers { get; init; } = "";

    /// <summary>Breaks the connection off after so many events, within the next one; null: never.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Sends an error instead of the next event after so many; null: never.</summary>
    public int? ErrorAfter { get; init; }

    internal async Task RunAsync(Exchange exchange)
    {
        var request = exchange.Request;
        var model = request.Model ?? "scripted";
        var isChat = request.Path.Contains("chat", StringComparison.Ordinal);
        await exchange.BeginAsync(200, "text/event-stream; charset=utf-8");
        for (var number = 0; number < Chunks; number++)
        {
            await PassAsync(exchange, number);
            if (number == ErrorAfter)
            {
                await exchange.SendLastAsync(Event(Answers.Error("scripted_failure", "The scripted server failed within the stream.")));
                return;
            }

            var oneEvent = Event(Chunk(model, isChat, number, request.WantsUsage));
            if (number == CutAfter)
            {
                await exchange.SendAsync(oneEvent[..(oneEvent.Length / 2)]);
                exchange.BreakOff();
                return;
            }

            await exchange.SendAsync(oneEvent);
        }

        await PassAsync(exchange, Chunks);
        await exchange.SendAsync(Event(isChat
            ? Answers.ChatChunk(model, "{}", "stop", request.WantsUsage)
            : Answers.CompletionChunk(model, "", "stop", request.WantsUsage)));
        if (request.WantsUsage)
        {
            await exchange.SendAsync(Event(Answers.UsageChunk(model, isChat)));
        }

        if (Done)
        {
            await exchange.SendLastAsync(Event("[DONE]"));
        }
    }

    private async Task PassAsync(Exchange exchange, int number)
    {
        if (number > 0)
        {
            await exchange.PassAsync(Gate);
        }

        if (Comments)
        {
            await exchange.SendAsync($": keep-alive {number}{LineEnd}{LineEnd}");
        }
    }

    private string Chunk(string model, bool isChat, int number, bool withUsage)
    {
        var role = number == 0 ? "\"role\":\"assistant\"," : "";
        return isChat
            ? Answers.ChatChunk(model, $$"""{{{role}}"content":{{Answers.Quote(Text(number))}}{{DeltaMembers}}}""", null, withUsage)
            : Answers.CompletionChunk(model, Text(number), null, withUsage);
    }

    private string Event(string data) => $"data: {data}{LineEnd}{LineEnd}";
}
