using System.Text.Json.Serialization;
using Refit;

namespace AkashChat.Infrastructure.Keys.Captcha;

/// <summary>The check of a captcha's answer: all providers copied reCAPTCHA's.</summary>
internal interface ISiteVerifyApi
{
    /// <summary>Asks whether an answer is good; the provider then forgets it.</summary>
    [Post("/{**path}")]
    Task<SiteVerifyAnswer?> CheckAsync(
        string path, [Body(BodySerializationMethod.UrlEncoded)] SiteVerifyForm form, CancellationToken cancellationToken);
}

/// <summary>The question. The visitor's address could be sent too; it is nobody's business.</summary>
internal sealed class SiteVerifyForm
{
    /// <summary>Our password at the provider.</summary>
    [AliasAs("secret")]
    public required string Secret { get; init; }

    /// <summary>What the widget gave the page.</summary>
    [AliasAs("response")]
    public required string Response { get; init; }
}

/// <summary>The answer.</summary>
/// <param name="Success">Whether it is good, as far as the provider knows.</param>
/// <param name="Hostname">On which site the captcha was solved.</param>
/// <param name="SolvedAt">When.</param>
/// <param name="Action">What for, if the provider knows actions.</param>
/// <param name="Score">How human the visitor looks, if the provider says so.</param>
/// <param name="Errors">Why not.</param>
internal sealed record SiteVerifyAnswer(
    [property: JsonPropertyName("success")] bool Success,
    [property: JsonPropertyName("hostname")] string? Hostname,
    [property: JsonPropertyName("challenge_ts")] DateTimeOffset? SolvedAt,
    [property: JsonPropertyName("action")] string? Action,
    [property: JsonPropertyName("score")] double? Score,
    [property: JsonPropertyName("error-codes")] IReadOnlyList<string>? Errors);

/// <summary>Reads the answer without reflection.</summary>
[JsonSerializable(typeof(SiteVerifyAnswer))]
internal sealed partial class SiteVerifyJson : JsonSerializerContext;
