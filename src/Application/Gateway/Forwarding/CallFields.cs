using System.Collections.Immutable;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>The few fields of a request body that we read, and where their values stand in it.</summary>
/// <param name="Model">The model that is asked for.</param>
/// <param name="ModelValue">Where the model's value stands, quotes included.</param>
/// <param name="Stream">Whether a stream is asked for.</param>
/// <param name="BodyStart">Where the object's opening brace stands.</param>
/// <param name="Usage">What the request says of usage reporting within the stream.</param>
public sealed record CallFields(string Model, Range ModelValue, bool Stream, int BodyStart, StreamUsage Usage)
{
    /// <summary>What the request says about its own way; the members stand in <see cref="Removals"/>.</summary>
    public CallControls Controls { get; init; } = CallControls.None;

    /// <summary>What is for us and not for the model server, so that it is cut out of the body: in order, not overlapping, commas included.</summary>
    public ImmutableArray<Range> Removals { get; init; } = [];

    /// <summary>Where the value of <c>messages</c>, <c>input</c> or <c>prompt</c> stands, of several the longest; null: there is none.</summary>
    public Range? Prompt { get; init; }

    /// <summary>How much of it is for the model to read.</summary>
    public PromptShape Shape { get; init; }

    /// <summary>Where the value of <c>cache</c> stands; null: there is none.</summary>
    public Range? Cache { get; init; }

    /// <summary>Whether the model's value stands there as it is, in a form; else it is a JSON string.</summary>
    public bool ModelIsRaw { get; init; }

    /// <summary>How long the answer may be.</summary>
    public AnswerBound Bound { get; init; }

    /// <summary>The bound that takes the place of the request's own, because no more could be reserved; null: the request's own stays.</summary>
    public LoweredBound? Lowered { get; init; }

    /// <summary>Whether the request offers tools.</summary>
    public bool HasTools { get; init; }

    /// <summary>The same with a shorter bound of the answer.</summary>
    /// <param name="tokens">The most tokens of one answer; null: the request's own bound stays.</param>
    /// <param name="route">What is asked.</param>
    public CallFields LoweredTo(long? tokens, GatewayRoute route) =>
        tokens is { } most && route.BoundMember is { } member ? this with { Lowered = new LoweredBound(most, member) } : this;
}

/// <summary>What a request says about its own way (LiteLLM's members of the same names).</summary>
public sealed record CallControls
{
    /// <summary>It says nothing.</summary>
    public static readonly CallControls None = new();

    /// <summary>How often a failed attempt is repeated (<c>num_retries</c>); null: as the rules say.</summary>
    public int? Retries { get; init; }

    /// <summary>The longest time until an answer begins, all attempts together (<c>timeout</c>); it can only shorten what the configuration says.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The models that stand in (<c>fallbacks</c>); default: as the rules say.</summary>
    public ImmutableArray<string> Fallbacks { get; init; }

    /// <summary>Whether no model may stand in (<c>disable_fallbacks</c>).</summary>
    public bool DisableFallbacks { get; init; }

    /// <summary>Whether the bound of the answer may be lowered to what is left of a limit, instead of a refusal (<c>x-akashchat-lower-max-tokens</c>).</summary>
    public bool MayLowerMaxTokens { get; init; }

    /// <summary>The tags that deployments are chosen by (<c>tags</c>, <c>metadata.tags</c>).</summary>
    public ImmutableArray<string> Tags { get; init; } = [];
}

/// <summary>What <c>stream_options</c> says.</summary>
/// <param name="IncludeUsage">Whether the caller wants usage reported within the stream.</param>
/// <param name="Options">Where the value of <c>stream_options</c> stands; null: it is missing.</param>
/// <param name="OptionsAreObject">Whether that value is an object; else it is <c>null</c>.</param>
/// <param name="OptionsAreEmpty">Whether the object has no member.</param>
/// <param name="IncludeUsageValue">Where the value of <c>include_usage</c> stands; null: it is missing.</param>
public readonly record struct StreamUsage(
    bool IncludeUsage, Range? Options, bool OptionsAreObject, bool OptionsAreEmpty, Range? IncludeUsageValue);

/// <summary>A shorter bound of an answer than the request's own.</summary>
/// <param name="Tokens">The most tokens of one answer.</param>
/// <param name="Member">The member that says it, if the request says nothing.</param>
public readonly record struct LoweredBound(long Tokens, string Member);
