using AkashChat.Api.Accounts;
using AkashChat.Api.Common;
using AkashChat.Api.Swagger;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Keys;
using AkashChat.Application.Keys.ReportLeakedKey;
using AkashChat.Application.Keys.StopScannedKeys;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace AkashChat.Api.Keys;

/// <summary>Stops keys that are no secrets any more, for whoever found one, and for GitHub's secret scanning.</summary>
internal static class LeakedKeyEndpoints
{
    private const int MaxMessageBytes = 1024 * 1024;

    internal static void MapLeakedKeys(this IEndpointRouteBuilder api)
    {
        api.MapPost("/leaked-keys", ReportAsync)
            .WithName("ReportLeakedKey")
            .WithTags("Keys")
            .WithSummary("Stops a leaked key. Whoever presents the whole key may do so; no sign-in is asked.")
            .WithDescription(
                "The newest secret revokes the key; the one before the last rotation ends alone, and the key lives on under its new one. "
                + "It works even for a key that is expired or switched off. Reporting what is stopped already is no error.")
            .Produces<StoppedKeyResponse>()
            .WithMetadata(
                new OpenApiErrors(CommonErrors.MalformedJson, CommonErrors.CrossSite, KeyErrors.LeakUnknown, AccountErrors.ActLimit),
                new OpenApiExample("""{"apiKey":"sk-ac_…"}""", "{}", ["apiKey"], CanStream: false))
            .AllowAnonymous();

        api.MapPost("/leaked-keys/github", ReceiveAsync)
            .WithName("ReceiveSecretScanning")
            .WithTags("Keys")
            .WithSummary("Takes the messages of GitHub's secret scanning, where the operator has switched that on.")
            .WithDescription(
                "GitHub signs the body: `Github-Public-Key-Identifier` names its key, `Github-Public-Key-Signature` is ECDSA on P-256 over SHA-256, "
                + "in DER and base-64. The body is an array of `{token, type, url, source}`. Each key in it is stopped as by a report. Where something was found is neither stored nor logged.")
            .Produces<ScannedKeyResponse[]>()
            .WithMetadata(
                new OpenApiErrors(
                    KeyErrors.ScanningMessageInvalid, KeyErrors.ScanningSignatureInvalid, CommonErrors.RouteNotFound, CommonErrors.BodyTooLarge,
                    KeyErrors.ScanningKeysUnavailable))
            .AllowAnonymous();
    }

    private static async Task<IResult> ReportAsync(
        ReportLeakedKeyRequest request, HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        var stopped = await dispatcher.SendAsync(ReportLeakedKeyCommand.Of(request.ApiKey, context.GetClientNetwork()), cancellationToken);
        return stopped.IsSuccess ? TypedResults.Ok(StoppedKeyResponse.Of(stopped.Value)) : stopped.Error.ToResult();
    }

    private static async Task<IResult> ReceiveAsync(HttpContext context, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";

        // Several hundred findings with their addresses; the portal's own bound is made for forms.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
        {
            bound.MaxRequestBodySize = MaxMessageBytes;
        }

        // As it came, because that is what was signed.
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, cancellationToken);
        var command = new StopScannedKeysCommand(
            body.GetBuffer().AsMemory(0, (int)body.Length),
            context.Request.Headers["Github-Public-Key-Identifier"] is [var identifier] ? identifier : null,
            context.Request.Headers["Github-Public-Key-Signature"] is [var signature] ? signature : null,
            context.GetClientNetwork());
        var stopped = await dispatcher.SendAsync(command, cancellationToken);
        return stopped.IsSuccess ? TypedResults.Ok(stopped.Value.Select(ScannedKeyResponse.Of).ToArray()) : stopped.Error.ToResult();
    }
}

/// <summary>Reports a leaked key. A class and no record, which would print it.</summary>
internal sealed class ReportLeakedKeyRequest
{
    /// <summary>The whole key.</summary>
    public string? ApiKey { get; init; }
}

/// <summary>What came of a report.</summary>
/// <param name="KeyId">Names the key in public.</param>
/// <param name="Outcome">revoked, previous_secret_ended (the key lives on under its newest secret) or already_stopped.</param>
internal sealed record StoppedKeyResponse(string KeyId, string Outcome)
{
    internal static StoppedKeyResponse Of(StoppedKey stopped) => new(
        stopped.KeyId.Value,
        stopped.Outcome switch
        {
            LeakOutcome.Revoked => "revoked",
            LeakOutcome.PreviousSecretEnded => "previous_secret_ended",
            _ => "already_stopped",
        });
}
