namespace AkashChat.Domain.Common;

/// <summary>Failures that any route can answer with.</summary>
public static class CommonErrors
{
    /// <summary>Input failed its checks; <see cref="Error.Fields"/> says where.</summary>
    public static readonly Error InvalidInput = new(
        ErrorKind.Invalid, "request.invalid", "The request has fields that are missing or wrong.", "Correct the fields named in the answer and send it again.");

    /// <summary>The body is not JSON, or not of the expected shape.</summary>
    public static readonly Error MalformedJson = new(
        ErrorKind.Invalid, "request.malformed_json", "The body is not a JSON object of the expected shape.", "Send one JSON object, encoded in UTF-8.");

    /// <summary>The body is of another type than JSON.</summary>
    public static readonly Error UnsupportedMediaType = new(
        ErrorKind.UnsupportedMediaType, "request.unsupported_media_type", "The body is not of a type that this route reads.", "Send JSON without compression, with Content-Type: application/json.");

    /// <summary>The body is over the limit.</summary>
    public static readonly Error BodyTooLarge = new(
        ErrorKind.TooLarge, "request.body_too_large", "The body is larger than this server accepts.", "Send a smaller request.");

    /// <summary>The body comes so slowly that it is not waited for.</summary>
    public static readonly Error BodyTooSlow = new(
        ErrorKind.TooSlow, "request.body_too_slow", "The body came too slowly to be waited for.", "Send it again, without long pauses within it.");

    /// <summary>The header lines together are over the limit.</summary>
    public static readonly Error HeadersTooLarge = new(
        ErrorKind.HeadersTooLarge, "request.headers_too_large", "The header lines are larger than this server accepts.", "Send fewer or shorter headers and cookies.");

    /// <summary>The HTTP request cannot be read.</summary>
    public static readonly Error BadRequest = new(
        ErrorKind.Invalid, "request.bad", "The request cannot be read.", "Check the request against the API description at /swagger.");

    /// <summary>Whoever asks may not do this.</summary>
    public static readonly Error Forbidden = new(
        ErrorKind.Forbidden, "request.forbidden", "You may not do this.", "Sign in with an account that may, or leave it.");

    /// <summary>There is no such route.</summary>
    public static readonly Error RouteNotFound = new(
        ErrorKind.NotFound, "request.route_not_found", "There is nothing at this address.", "See /swagger for the addresses this server has.");

    /// <summary>The route exists, but not for this method.</summary>
    public static readonly Error MethodNotAllowed = new(
        ErrorKind.MethodNotAllowed, "request.method_not_allowed", "This address does not take that method.", "See /swagger for the methods it takes.");

    /// <summary>What the request was about to change was changed or deleted at the same moment.</summary>
    public static readonly Error ChangedMeanwhile = new(
        ErrorKind.Conflict, "request.changed_meanwhile", "What this was about to change was changed at the same moment.", "Look again at what is there now, then repeat what is still to be done.");

    /// <summary>The request came from a page of another site.</summary>
    public static readonly Error CrossSite = new(
        ErrorKind.Forbidden, "request.cross_site", "The request came from a page of another site.", "Send it from the portal itself, or from a program without the session cookie.");

    /// <summary>A store we depend on does not answer.</summary>
    public static readonly Error StoreUnavailable = new(
        ErrorKind.Unavailable, "service.store_unavailable", "The service cannot reach its store at the moment.", "Try again in a few seconds; nothing is wrong with your key.")
    {
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    /// <summary>A defect of ours.</summary>
    public static readonly Error Unexpected = new(
        ErrorKind.Unexpected, "service.unexpected", "Something went wrong on our side.", "Try again; if it stays, tell the operator the request id.");
}
