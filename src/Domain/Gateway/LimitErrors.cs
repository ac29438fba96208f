using AkashChat.Domain.Common;

namespace AkashChat.Domain.Gateway;

/// <summary>What a request may not do, or not more of. The message of an answer names the limit and whose it is: used, left, and when that changes.</summary>
public static class LimitErrors
{
    /// <summary>The key may not call the model.</summary>
    public static readonly Error ModelNotAllowed = new(
        ErrorKind.Forbidden, "gateway.model_not_allowed", "This key may not call that model.", "See GET /v1/models for the models it may call, or widen the key's own list on the account page.", "model");

    /// <summary>Too many requests are open at the same moment.</summary>
    public static readonly Error ParallelRequests = new(
        ErrorKind.RateLimited, "gateway.parallel_limit", "As many requests are open as there may be.", "Wait for one of the answers, then send the next request.");

    /// <summary>Too many requests began within the time.</summary>
    public static readonly Error Requests = new(
        ErrorKind.RateLimited, "gateway.request_limit", "The requests of this time are used up.", "Send the request again after the time in Retry-After.");

    /// <summary>The tokens of the time are used up or reserved.</summary>
    public static readonly Error Tokens = new(
        ErrorKind.RateLimited,
        "gateway.token_limit",
        "The tokens of this time are used up.",
        "Send the request again after the time in Retry-After, ask for less with max_tokens, or let us lower it with the header x-akashchat-lower-max-tokens: true.");

    /// <summary>The money of the time is spent or reserved.</summary>
    /// <remarks>
    /// 429 as with OpenAI's own spent quota: it is an amount in a time that is used up, and <c>Retry-After</c> can say when it
    /// comes back. 400 would blame the request, and programs would not try it again next month.
    /// </remarks>
    public static readonly Error Budget = new(
        ErrorKind.RateLimited,
        "gateway.budget_limit",
        "The budget of this time is spent.",
        "Wait until Retry-After is over, ask for less with max_tokens, or set a higher limit of the key's own on the account page if its team allows more.");

    /// <summary>The request alone may use more than the whole limit.</summary>
    /// <remarks>400 and not 429: waiting does not help.</remarks>
    public static readonly Error BeyondLimit = new(
        ErrorKind.Invalid,
        "gateway.beyond_limit",
        "This request alone may use more than the whole limit.",
        "Ask for less with max_tokens, or let us lower it with the header x-akashchat-lower-max-tokens: true.",
        "max_tokens");

    /// <summary>Nobody can tell what is used of the limits.</summary>
    public static readonly Error StoreUnavailable = new(
        ErrorKind.Unavailable, "gateway.limits_unavailable", "The store of the limits does not answer.", "Send the request again in a moment; nothing was counted.")
    {
        RetryAfter = TimeSpan.FromSeconds(2),
    };
}
