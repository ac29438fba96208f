using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Gateway.Rehearsal;

/// <summary>What is wrong with a server in a rehearsal.</summary>
public enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It answers, but later than its time-out allows.</summary>
    Slow,

    /// <summary>It takes the request and never answers.</summary>
    Hang,

    /// <summary>429, with <c>Retry-After</c>.</summary>
    RateLimit,

    /// <summary>500.</summary>
    ServerError,

    /// <summary>200, and an error in it.</summary>
    ErrorInside200,

    /// <summary>The connection breaks within the answer; within a stream, after its first events.</summary>
    Cut,

    /// <summary>The connection is refused.</summary>
    Refused,

    /// <summary>400: the prompt is longer than the model's context window.</summary>
    PromptTooLong,

    /// <summary>400: the content policy forbids the request.</summary>
    ContentPolicy,
}

/// <summary>What is known of faults.</summary>
internal static class Faults
{
    /// <summary>Those that strike servers.</summary>
    public static readonly Fault[] OfServers =
        [Fault.Slow, Fault.Hang, Fault.RateLimit, Fault.ServerError, Fault.ErrorInside200, Fault.Cut, Fault.Refused];

    /// <summary>Those that are the request's own.</summary>
    public static readonly Fault[] OfRequests = [Fault.PromptTooLong, Fault.ContentPolicy];

    /// <summary>What the engine takes it for.</summary>
    public static FailureKind KindOf(Fault fault) => fault switch
    {
        Fault.Slow or Fault.Hang => FailureKind.Timeout,
        Fault.RateLimit => FailureKind.RateLimit,
        Fault.Cut => FailureKind.BadGateway,
        Fault.Refused => FailureKind.Unreachable,
        Fault.PromptTooLong => FailureKind.ContextWindow,
        Fault.ContentPolicy => FailureKind.ContentPolicy,
        _ => FailureKind.InternalServerError,
    };
}
