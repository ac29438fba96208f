using AkashChat.Domain.Common;

namespace AkashChat.Domain.Gateway;

/// <summary>What can go wrong on a request's way to a model server and back.</summary>
public static class GatewayErrors
{
    /// <summary>The request names no model.</summary>
    public static readonly Error ModelMissing = new(
        ErrorKind.Invalid, "gateway.model_missing", "The request names no model.", "Set \"model\" to a name from GET /v1/models.", "model");

    /// <summary>A field that we read has the wrong type.</summary>
    public static readonly Error FieldWrongType = new(
        ErrorKind.Invalid, "gateway.field_wrong_type", "A field of the request has the wrong type.", "Correct the field named in param; the API description is at /swagger.");

    /// <summary>A field that we read stands there twice, so that we and the model server might read different values.</summary>
    public static readonly Error FieldTwice = new(
        ErrorKind.Invalid, "gateway.field_twice", "A field of the request stands there twice.", "Send the field named in param once.");

    /// <summary>The route takes a form with files, and something else came.</summary>
    public static readonly Error FormExpected = new(
        ErrorKind.UnsupportedMediaType, "gateway.form_expected", "This route takes a form with files.", "Send Content-Type: multipart/form-data with a boundary, as curl -F and the SDKs do.");

    /// <summary>The form cannot be read without doubt.</summary>
    public static readonly Error MalformedForm = new(
        ErrorKind.Invalid, "gateway.malformed_form", "The form is damaged, or written in a way that servers read differently.", "Send multipart/form-data as curl -F and the SDKs do: boundaries, then Content-Disposition with a name, a blank line, the value.");

    /// <summary>The model server cannot be reached.</summary>
    public static readonly Error UpstreamUnreachable = new(
        ErrorKind.Upstream, "gateway.upstream_unreachable", "The model server cannot be reached.", "Try again in a few seconds, or use another model.");

    /// <summary>The model server failed.</summary>
    public static readonly Error UpstreamFailed = new(
        ErrorKind.Upstream, "gateway.upstream_failed", "The model server failed to answer.", "Try again in a few seconds, or use another model.");

    /// <summary>The model server refused us, for a reason that is not the caller's.</summary>
    public static readonly Error UpstreamRefused = new(
        ErrorKind.Upstream, "gateway.upstream_refused", "The model server refused the gateway; your key is not the reason.", "Use another model, and tell the operator the request id.");

    /// <summary>The model server finds fault with the request, but did not say so in JSON.</summary>
    public static readonly Error UpstreamRejected = new(
        ErrorKind.Invalid, "gateway.upstream_rejected", "The model server finds fault with the request and does not say why.", "Check the request's fields, and whether the model can do what they ask.");

    /// <summary>The model server is over its own limit.</summary>
    public static readonly Error UpstreamBusy = new(
        ErrorKind.RateLimited, "gateway.upstream_rate_limited", "The model server is at its limit; it is not a limit of your key.", "Try again after the time in Retry-After, or use another model.");

    /// <summary>All of the model's servers are left alone for a moment because they failed.</summary>
    public static readonly Error NoHealthyDeployment = new(
        ErrorKind.Unavailable, "gateway.no_healthy_deployment", "No server of this model is healthy at the moment.", "Try again after the time in Retry-After, or use another model.");

    /// <summary>All of the model's servers are at the limits that the operator set for them.</summary>
    public static readonly Error DeploymentsFull = new(
        ErrorKind.RateLimited, "gateway.deployments_full", "The servers of this model have no room at the moment; it is not a limit of your key.", "Try again after the time in Retry-After, or use another model.");

    /// <summary>The prompt is longer than any of the model's servers takes.</summary>
    public static readonly Error PromptTooLong = new(
        ErrorKind.Invalid, "context_length_exceeded", "The prompt is longer than the model's context window.", "Shorten the messages, or use a model with a larger context; GET /v1/models tells how large it is.", "messages");

    /// <summary>None of the model's servers can do what the request asks, such as read pictures or call tools.</summary>
    public static readonly Error ModelIncapable = new(
        ErrorKind.Invalid, "gateway.model_incapable", "This model cannot do what the request asks (pictures or tools).", "Leave pictures or tools out, or use a model that GET /v1/models says can do it.");

    /// <summary>No server of the model has the tags that the request asks for.</summary>
    public static readonly Error NoDeploymentForTags = new(
        ErrorKind.Invalid, "gateway.no_deployment_for_tags", "No server of this model has the tags that the request asks for.", "Leave tags out, or ask the operator which there are.", "tags");

    /// <summary>The model server's answer ended before it was complete, or is not what it says it is.</summary>
    public static readonly Error UpstreamIncomplete = new(
        ErrorKind.Upstream, "gateway.upstream_incomplete", "The model server's answer broke off or is damaged.", "Try again; discard what came so far.");

    /// <summary>The model server's answer is over the limit.</summary>
    public static readonly Error UpstreamTooLarge = new(
        ErrorKind.Upstream, "gateway.upstream_too_large", "The model server's answer is larger than this gateway passes on.", "Ask for less at a time, or use a stream.");

    /// <summary>The proxy behind us does not answer.</summary>
    public static readonly Error ProxyUnavailable = new(
        ErrorKind.Unavailable, "gateway.proxy_unavailable", "The model gateway behind this service does not answer at the moment.", "Try again in a few seconds; nothing is wrong with your key.")
    {
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    /// <summary>The model server did not answer in time.</summary>
    public static readonly Error UpstreamTimeout = new(
        ErrorKind.Timeout, "gateway.upstream_timeout", "The model server did not answer in time.", "Try again, ask for less, or use a stream.");

    /// <summary>Who shares the answer to an equal request in flight takes it too slowly.</summary>
    public static readonly Error ReaderTooSlow = new(
        ErrorKind.Timeout, "gateway.reader_too_slow", "The answer was taken so slowly that it could not be held any longer.", "Read streams as they come; ask again for the whole answer.");
}
