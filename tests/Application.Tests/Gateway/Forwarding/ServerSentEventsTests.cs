using System.Text;
using AkashChat.Application.Gateway.Forwarding;

namespace AkashChat.Application.Tests.Gateway.Forwarding;

public sealed class ServerSentEventsTests
{
    [Theory]
    [InlineData("data: x\n\nrest", 9)]
    [InlineData("data: x\r\n\r\nrest", 11)]
    [InlineData("data: x\n\r\nrest", 10)]
    [InlineData("event: e\ndata: x\n\n", 18)]
    [InlineData(": comment\n\n", 11)]
    [InlineData("\n\n", 2)]
    [InlineData("", -1)]
    [InlineData("data: x", -1)]
    [InlineData("data: x\n", -1)]
    [InlineData("data: x\r\n", -1)]
    [InlineData("data: x\r\n\r", -1)]
    [InlineData("data: x\ndata: y\n", -1)]
    public void Event_EndsAfterItsBlankLine(string text, int expected) =>
        Assert.Equal(expected, ServerSentEvents.EndOfFirst(Encoding.UTF8.GetBytes(text), 0));

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void EventsThatArriveInTwoParts_AreFoundWhereverTheyAreSplit(string lineEnd)
    {
        string[] events = [$": hi{lineEnd}{lineEnd}", $"event: x{lineEnd}data: é世{lineEnd}{lineEnd}", $"data: [DONE]{lineEnd}{lineEnd}"];
        var bytes = Encoding.UTF8.GetBytes(string.Concat(events));

        Assert.All(Enumerable.Range(0, bytes.Length + 1), split => Assert.Equal(events, Split(bytes, split, bytes.Length)));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void EventsThatArriveByteByByte_AreFound(string lineEnd)
    {
        string[] events = [$"data: one{lineEnd}{lineEnd}", $"data: two{lineEnd}data: more{lineEnd}{lineEnd}"];
        var bytes = Encoding.UTF8.GetBytes(string.Concat(events));

        Assert.Equal(events, Split(bytes, [.. Enumerable.Range(1, bytes.Length)]));
    }

    [Theory]
    [InlineData("data: x\n\n", "x")]
    [InlineData("data:x\r\n\r\n", "x")]
    [InlineData("id: 1\nevent: e\ndata: {\"a\": 1}\n\n", "{\"a\": 1}")]
    [InlineData("data: [DONE]\n\n", "[DONE]")]
    [InlineData("data: x", "x")]
    [InlineData(": data: x\n\n", "")]
    [InlineData("event: data:\n\n", "")]
    [InlineData("data\n\n", "")]
    [InlineData("\n", "")]
    [InlineData("", "")]
    public void Data_IsTheFirstDataLine(string oneEvent, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(ServerSentEvents.DataOf(Encoding.UTF8.GetBytes(oneEvent))));

    /// <summary>Takes events out of a buffer that grows to each of the given lengths in turn, as the relay does.</summary>
    private static List<string> Split(byte[] bytes, params int[] lengths)
    {
        var found = new List<string>();
        using var buffer = new PooledBytes(16);
        var searched = 0;
        var appended = 0;
        foreach (var length in lengths)
        {
            buffer.Append(bytes.AsSpan(appended..length));
            appended = length;
            int end;
            while ((end = ServerSentEvents.EndOfFirst(buffer.Written.Span, searched)) > 0)
            {
                found.Add(Encoding.UTF8.GetString(buffer.Written.Span[..end]));
                buffer.Consume(end);
                searched = 0;
            }

            searched = buffer.Length;
        }

        return found;
    }
}
