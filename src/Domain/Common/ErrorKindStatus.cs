namespace AkashChat.Domain.Common;

/// <summary>The one place where a kind of failure becomes an HTTP status.</summary>
public static class ErrorKindStatus
{
    /// <summary>The status of a kind.</summary>
    public static int ToStatus(this ErrorKind kind) => kind switch
    {
        ErrorKind.Invalid => 400,
        ErrorKind.Unauthenticated => 401,
        ErrorKind.Forbidden => 403,
        ErrorKind.NotFound => 404,
        ErrorKind.MethodNotAllowed => 405,
        ErrorKind.TooSlow => 408,
        ErrorKind.Conflict => 409,
        ErrorKind.TooLarge => 413,
        ErrorKind.UnsupportedMediaType => 415,
        ErrorKind.RateLimited => 429,
        ErrorKind.HeadersTooLarge => 431,
        ErrorKind.Upstream => 502,
        ErrorKind.Unavailable => 503,
        ErrorKind.Timeout => 504,
        _ => 500,
    };
}
