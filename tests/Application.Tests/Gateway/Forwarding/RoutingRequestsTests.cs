using System.Text;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Application.Gateway.Routing;
using AkashChat.Application.Tests.Gateway.Admission;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Builders;

namespace AkashChat.Application.Tests.Gateway.Forwarding;

/// <summary>What the choice of a deployment is told of a call.</summary>
public sealed class RoutingRequestsTests
{
    private const string Rule = """{"role":"system","content":"You are brief."}""";
    private const string First = """{"role":"user","content":"Hi"}""";

    private static readonly RoutingRules Affinity = new() { Affinity = true };
    private static readonly RoutingRules Checks = new() { PreCallChecks = true };

    [Fact]
    public void RulesThatAskForNothing_GetNothing()
    {
        var request = Of(RoutingRules.Default, $$"""{"model":"m","tags":["a"],"tools":[],"messages":[{{First}}]}""");

        Assert.Equal((0, false, null), (request.PromptTokens, request.NeedsTools, request.Affinity));
        Assert.Empty(request.Tags);
        Assert.True(Of(RoutingRules.Default, """{"model":"m","stream":true}""").Streamed);
    }

    [Fact]
    public void Checks_AreToldLengthToolsAndPictures()
    {
        var prompt = new string('x', 4_000);

        Assert.Equal(1_000, Of(Checks, $$"""{"model":"m","prompt":"{{prompt}}"}""").PromptTokens);
        Assert.Equal(0, Of(Checks, $$$"""{"model":"m","messages":[{"content":[{"type":"input_image","image_url":"data:image/png;base64,{{{prompt}}}"}]}]}""").PromptTokens);
        Assert.Equal((true, false), Needs("""{"model":"m","tools":[{"type":"function"}]}"""));
        Assert.Equal((false, true), Needs("""{"model":"m","messages":[{"content":[{"type":"image_url"}]}]}"""));
        Assert.Equal((false, false), Needs("""{"model":"m","messages":[]}"""));

        static (bool Tools, bool Vision) Needs(string body)
        {
            var request = Of(Checks, body);
            return (request.NeedsTools, request.NeedsVision);
        }
    }

    [Fact]
    public void Tags_AreToldWhenTheyCount() =>
        Assert.Equal(["a"], Of(new RoutingRules { TagFiltering = true }, """{"model":"m","tags":["a"]}""").Tags.ToArray());

    [Fact]
    public void Conversation_KeepsItsHashWhileItGrows()
    {
        var begun = Chat(Rule, First);

        Assert.Equal(begun, Chat(Rule, First, """{"role":"assistant","content":"Hello"}""", """{"role":"user","content":"More"}"""));
        Assert.NotEqual(begun, Chat(Rule, """{"role":"user","content":"Ho"}"""));
        Assert.NotEqual(begun, Of(Affinity, Body(Rule, First), key: "other56789").Affinity);
        Assert.NotEqual(begun, Chat());
    }

    [Fact]
    public void NameOfTheConversation_ComesBeforeItsBeginning()
    {
        var named = Of(Affinity, Body(Rule), session: "s").Affinity;

        Assert.Equal(named, Of(Affinity, Body(First), session: "s").Affinity);
        Assert.NotEqual(named, Of(Affinity, Body(Rule), session: "t").Affinity);
    }

    [Fact]
    public void LongText_IsKnownByItsBeginning()
    {
        var beginning = new string('x', 5_000);

        Assert.Equal(Text($"{beginning}1"), Text($"{beginning}2"));
        Assert.NotEqual(Text("1"), Text("2"));

        static ulong? Text(string text) => Of(Affinity, $$"""{"model":"m","input":"{{text}}"}""").Affinity;
    }

    private static ulong? Chat(params string[] messages) => Of(Affinity, Body(messages)).Affinity;

    private static string Body(params string[] messages) => $$"""{"model":"m","messages":[{{string.Join(",", messages)}}]}""";

    private static RoutingRequest Of(RoutingRules rules, string body, string key = "0123456789", string? session = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var decision = AdmissionDecision.Uncounted(AKeySnapshot.With(KeyLimits.None, key));
        return RoutingRequests.Of(new GatewayCall(GatewayRoute.ChatCompletions, decision, bytes, CallReader.Read(bytes).Value, 0) { Table = ADeployment.Table(), SessionId = session }, rules);
    }
}
