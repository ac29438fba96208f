namespace AkashChat.Api.Tests.Security;

/// <summary>A well-formed body for each route that takes one, so that what is refused is refused for who asks.</summary>
internal static class RouteBodies
{
    private const string Answer = "\"challenge\":\"{challenge}\",\"solution\":\"{solution}\"";
    private const string FormAnswer = "challenge={challenge}&solution={solution}";
    private const string Chat = """{"model":"akashchat-demo","messages":[{"role":"user","content":"Hello!"}]}""";
    private const string Completion = """{"model":"akashchat-demo","prompt":"Hello!"}""";
    private const string Embedding = """{"model":"akashchat-demo","input":"Hello!"}""";

    public static readonly IReadOnlyDictionary<string, string> Json = new Dictionary<string, string>
    {
        ["POST /v1/chat/completions"] = Chat,
        ["POST /api/v1/chat/completions"] = Chat,
        ["POST /v1/explain"] = Chat,
        ["POST /api/v1/explain"] = Chat,
        ["POST /v1/completions"] = Completion,
        ["POST /api/v1/completions"] = Completion,
        ["POST /v1/embeddings"] = Embedding,
        ["POST /api/v1/embeddings"] = Embedding,
        ["POST /v1/responses"] = Embedding,
        ["POST /api/v1/responses"] = Embedding,
        ["POST /v1/moderations"] = """{"input":"Hello!"}""",
        ["POST /api/v1/moderations"] = """{"input":"Hello!"}""",
        ["POST /v1/images/generations"] = Completion,
        ["POST /api/v1/images/generations"] = Completion,
        ["POST /v1/audio/speech"] = Embedding,
        ["POST /api/v1/audio/speech"] = Embedding,
        ["POST /v1/rerank"] = Embedding,
        ["POST /api/v1/rerank"] = Embedding,
        ["POST /v2/rerank"] = Embedding,
        ["POST /openai/deployments/{**path}"] = Chat,
        ["POST /engines/{**path}"] = Chat,
        ["POST /api/keys/claim"] = $$"""{"keyName":"k","acceptsTerms":true,{{Answer}}}""",
        ["POST /api/keys"] = $$"""{"keyName":"k",{{Answer}}}""",
        ["PATCH /api/keys/{id:length(10)}"] = """{"keyName":"Other"}""",
        ["PUT /api/keys/{id:length(10)}/limits"] = """{"requestsPerMinute":10}""",
        ["POST /api/keys/{id:length(10)}/rotate"] = """{"overlapSeconds":0}""",
        ["POST /api/keys/{id:length(10)}/renew"] = $$"""{{{Answer}}}""",
        ["POST /api/keys/{id:length(10)}/enable"] = "{}",
        ["POST /api/leaked-keys"] = """{"apiKey":"{key}"}""",
        ["POST /api/leaked-keys/github"] = "[]",
        ["POST /api/recovery"] = """{"code":"AAAAA-AAAAA-AAAAA-AAAAA-AAAAA"}""",
        ["PUT /api/account/consents/terms"] = """{"given":true}""",
        ["PUT /api/account/consents/messages"] = """{"given":true}""",
        ["DELETE /api/account"] = """{"confirm":"delete my account"}""",
    };

    /// <summary>The routes that take a form with a model and a file.</summary>
    public static readonly IReadOnlySet<string> FilesFor = new HashSet<string>(
        from prefix in new[] { "/v1", "/api/v1" }
        from path in new[] { "images/edits", "images/variations", "audio/transcriptions", "audio/translations" }
        select $"POST {prefix}/{path}");

    public static readonly IReadOnlyDictionary<string, string> Forms = new Dictionary<string, string>
    {
        ["POST /keys/new"] = $"keyName=k&acceptsTerms=true&{FormAnswer}",
        ["POST /recover"] = "code=AAAAA-AAAAA-AAAAA-AAAAA-AAAAA",
        ["POST /leaked-keys"] = "apiKey={key}",
        ["POST /account?handler=SignOut"] = "",
        ["POST /account/keys/new"] = $"keyName=k&{FormAnswer}",
        ["POST /account/keys/{id:length(10)}?handler=Rename"] = "keyName=Other",
        ["POST /account/keys/{id:length(10)}?handler=Disable"] = "",
        ["POST /account/keys/{id:length(10)}?handler=Enable"] = "",
        ["POST /account/keys/{id:length(10)}/limits"] = "requestsPerMinute=10",
        ["POST /account/keys/{id:length(10)}/rotate"] = "overlap=none&replaces={preview}",
        ["POST /account/keys/{id:length(10)}/renew"] = FormAnswer,
        ["POST /account/keys/{id:length(10)}/revoke"] = "",
        ["POST /account/security?handler=RecoveryCode"] = "",
        ["POST /account/security?handler=SignOutEverywhere"] = "",
        ["POST /account/data?handler=Terms"] = "given=true",
        ["POST /account/data?handler=Messages"] = "given=true",
        ["POST /account/delete"] = "confirm=delete%20my%20account",
        ["POST /api/auth/attach"] = "",
        ["POST /api/auth/logout"] = "",
    };
}
