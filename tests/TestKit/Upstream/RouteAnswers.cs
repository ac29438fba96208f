namespace AkashChat.TestKit.Upstream;

/// <summary>Bodies of the routes beside chat, completions and embeddings; <see cref="Answers"/> has those.</summary>
public static class RouteAnswers
{
    private const string Usage = """{"input_tokens": 11, "input_tokens_details": {"cached_tokens": 0}, "output_tokens": 7, "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 18}""";

    /// <summary>A sound: bytes of every value, so that nothing can take them for text.</summary>
    public static byte[] Sound(int bytes) => [.. Enumerable.Range(0, bytes).Select(place => (byte)(place * 7))];

    /// <summary>A whole response.</summary>
    public static string Response(string model, string text, string status = "completed") =>
        $$"""
        {"id": "resp_scripted", "object": "response", "created_at": 1700000000, "status": "{{status}}", "error": null, "incomplete_details": null, "model": {{Answers.Quote(model)}}, "output": [{"type": "message", "id": "msg_scripted", "status": "completed", "role": "assistant", "content": [{"type": "output_text", "text": {{Answers.Quote(text)}}, "annotations": []}]}], "parallel_tool_calls": true, "tool_choice": "auto", "tools": [], "usage": {{Usage}}}
        """;

    /// <summary>The events of a streamed response, the last of them of this type.</summary>
    public static string ResponseEvents(string model, string last = "response.completed")
    {
        var started = Response(model, "", "in_progress").Replace(Usage, "null", StringComparison.Ordinal);
        var ended = last == "error"
            ? """{"type":"error","sequence_number":4,"code":"scripted_failure","message":"Scripted.","param":null}"""
            : $$"""{"type":"{{last}}","sequence_number":4,"response":{{Response(model, "Hello", last["response.".Length..]).Trim()}}}""";
        string[] events =
        [
            $$"""{"type":"response.created","sequence_number":0,"response":{{started.Trim()}}}""",
            """{"type":"response.output_text.delta","sequence_number":1,"item_id":"msg_scripted","output_index":0,"content_index":0,"delta":"Hel","logprobs":[]}""",
            """{"type":"response.output_text.delta","sequence_number":2,"item_id":"msg_scripted","output_index":0,"content_index":0,"delta":"lo","logprobs":[]}""",
            ended,
        ];
        return string.Concat(events.Select(data => $"event: {data.Split('"')[3]}\ndata: {data}\n\n"));
    }

    /// <summary>A moderation.</summary>
    public static string Moderation(string model) =>
        $$"""{"id": "modr-scripted", "model": {{Answers.Quote(model)}}, "results": [{"flagged": true, "categories": {"violence": true, "hate": false}, "category_scores": {"violence": 0.9, "hate": 0.01}, "category_applied_input_types": {"violence": ["text"], "hate": ["text"]} }]}""";

    /// <summary>A picture in base64.</summary>
    public static string Image() => $$"""{"created": 1700000000, "data": [{"b64_json": "iVBORw0KGgo="}], "usage": {{Usage}}}""";

    /// <summary>What was said, with the tokens it took.</summary>
    public static string Transcript(string text) =>
        $$"""{"text": {{Answers.Quote(text)}}, "usage": {"type": "tokens", "input_tokens": 11, "input_token_details": {"text_tokens": 0, "audio_tokens": 11}, "output_tokens": 7, "total_tokens": 18} }""";

    /// <summary>The events of a streamed transcript.</summary>
    public static string TranscriptEvents() =>
        """
        data: {"type":"transcript.text.delta","delta":"Good "}

        data: {"type":"transcript.text.delta","delta":"morning."}

        data: {"type":"transcript.text.done","text":"Good morning.","usage":{"type":"tokens","input_tokens":11,"output_tokens":7,"total_tokens":18}}


        """;

    /// <summary>Documents, ranked.</summary>
    public static string Ranking(string model) =>
        $$"""{"id": "rerank-scripted", "model": {{Answers.Quote(model)}}, "results": [{"index": 1, "relevance_score": 0.9}, {"index": 0, "relevance_score": 0.1}], "usage": {"total_tokens": 11} }""";
}
