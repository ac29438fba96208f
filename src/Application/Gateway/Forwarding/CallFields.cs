namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>The few fields of a request body that we read, and where their values stand in it.</summary>
/// <param name="Model">The model that is asked for.</param>
/// <param name="ModelValue">Where the model's value stands, quotes included.</param>
/// <param name="Stream">Whether a stream is asked for.</param>
/// <param name="BodyStart">Where the object's opening brace stands.</param>
/// <param name="Usage">What the request says of usage reporting within the stream.</param>
public sealed record CallFields(string Model, Range ModelValue, bool Stream, int BodyStart, StreamUsage Usage);

/// <summary>What <c>stream_options</c> says.</summary>
/// <param name="IncludeUsage">Whether the caller wants usage reported within the stream.</param>
/// <param name="Options">Where the value of <c>stream_options</c> stands; null: it is missing.</param>
/// <param name="OptionsAreObject">Whether that value is an object; else it is <c>null</c>.</param>
/// <param name="OptionsAreEmpty">Whether the object has no member.</param>
/// <param name="IncludeUsageValue">Where the value of <c>include_usage</c> stands; null: it is missing.</param>
public readonly record struct StreamUsage(
    bool IncludeUsage, Range? Options, bool OptionsAreObject, bool OptionsAreEmpty, Range? IncludeUsageValue);
