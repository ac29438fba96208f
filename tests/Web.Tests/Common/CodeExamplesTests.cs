using AkashChat.Application.Catalog.ListModels;
using AkashChat.Web.Common;

namespace AkashChat.Web.Tests.Common;

public sealed class CodeExamplesTests
{
    [Fact]
    public void Model_IsQuotedForEachLanguage()
    {
        var examples = new CodeExamples("http://localhost/v1", "sk-test", "it's \"new\"");

        Assert.Contains("""
            "model": "it'\''s \"new\"",
            """, examples.Curl, StringComparison.Ordinal);
        Assert.Contains("""
            model="it's \"new\"",
            """, examples.Python, StringComparison.Ordinal);
        Assert.Contains("""
            model: "it's \"new\"",
            """, examples.JavaScript, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_AreChosenByUseAndTheDemoComesLast()
    {
        var now = DateTimeOffset.UnixEpoch;
        ModelView[] models =
        [
            new("a-demo", null, true, now), new("b-embed", "embedding", false, now), new("c-unknown", null, false, now), new("d-chat", "chat", false, now),
        ];

        Assert.Equal("c-unknown", CodeExamples.ChatModelOf(models));
        Assert.Equal("b-embed", CodeExamples.EmbeddingModelOf(models));
        Assert.Equal("a-demo", CodeExamples.ChatModelOf(models[..2]));
        Assert.Equal(CodeExamples.ModelPlaceholder, CodeExamples.ChatModelOf([]));
        Assert.Null(CodeExamples.EmbeddingModelOf([]));
    }
}
