using AkashChat.Domain.Common;

namespace AkashChat.Domain.Gateway;

/// <summary>What a key may not do, or not more of. The message of an answer has the numbers in it: used, left, and when that changes.</summary>
public static class LimitErrors
{
    /// <summary>The key may not call the model.</summary>
    public static readonly Error ModelNotAllowed = new(
        ErrorKind.Forbidden, "gateway.model_not_allowed", "This key may not call that model.", "See GET /v1/models for the models it may call, or widen the key's own list on the account page.", "model");

    /// <summary>Too many requests of the key are open at the same moment.</summary>
    public static readonly Error ParallelRequests = new(
        ErrorKind.RateLimited, "gateway.parallel_limit", "This key has as many open requests as it may have.", "Wait for one of its answers, then send the next request.");

    /// <summary>Too many requests of the key began within the minute.</summary>
    public static readonly Error RequestsPerMinute = new(
        ErrorKind.RateLimited, "gateway.request_limit", "This key has used up its requests for this minute.", "Send the request again after the time in Retry-After.");

    /// <summary>The key's tokens of the minute are used up.</summary>
    public static readonly Error TokensPerMinute = new(
        ErrorKind.RateLimited, "gateway.token_limit", "This key has used up its tokens for this minute.", "Send the request again after the time in Retry-After, or ask for less at a time.");

    /// <summary>The key's money of the month is spent.</summary>
    /// <remarks>
    /// 429 as with OpenAI's own spent quota: it is an amount in a time that is used up, and <c>Retry-After</c> can say when it
    /// comes back. 400 would blame the request, and programs would not try it again next month.
    /// </remarks>
    public static readonly Error Budget = new(
        ErrorKind.RateLimited, "gateway.budget_limit", "This key has spent its budget for this month.", "Wait for the next month, or set a higher limit of the key's own on the account page if its team allows more.");
}
