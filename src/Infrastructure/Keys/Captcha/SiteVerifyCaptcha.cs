using System.Text.Json;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using Microsoft.Extensions.Logging;
using Refit;

namespace AkashChat.Infrastructure.Keys.Captcha;

/// <summary>Has captchas checked by their provider. Anything but a clear yes is a no.</summary>
/// <remarks>Asked once and never again: an answer works once, so that a second question could only spoil a good one.</remarks>
internal sealed partial class SiteVerifyCaptcha(ISiteVerifyApi api, CaptchaOptions options, TimeProvider clock, ILogger<SiteVerifyCaptcha> logger)
    : ICaptchaVerifier
{
    private const int MaxChecksAtOnce = 128;

    // The provider's clock may be a little ahead of ours.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    // What the visitor cannot help: our own settings are wrong, or the provider has failed.
    private static readonly string[] OperatorErrors = ["missing-input-secret", "invalid-input-secret", "sitekey-secret-mismatch", "invalid-keys"];
    private static readonly string[] ProviderErrors = ["internal-error", "bad-request"];

    // Of the whole process: the adapter itself is made for each request.
    private static readonly SemaphoreSlim Places = new(MaxChecksAtOnce, MaxChecksAtOnce);

    private readonly SiteVerifyTraits _traits = SiteVerifyTraits.Of(options.Provider);

    public async Task<Error?> RefuseAsync(string token, CancellationToken cancellationToken)
    {
        // Junk costs its sender nothing, but each check costs us a call: a flood of it shall hold neither memory nor the provider's quota.
        if (!await Places.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            Log.NoAnswer(logger, options.Provider, "too many checks at once");
            return KeyErrors.CaptchaUnavailable;
        }

        try
        {
            return await AskAsync(token, cancellationToken);
        }
        finally
        {
            Places.Release();
        }
    }

    private async Task<Error?> AskAsync(string token, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(options.TimeOut, clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        SiteVerifyAnswer? answer;
        try
        {
            var form = new SiteVerifyForm { Secret = options.Secret.Reveal(), Response = token };
            answer = await api.CheckAsync(_traits.Path, form, deadline.Token);
        }
        catch (Exception exception) when (IsOutage(exception) && !cancellationToken.IsCancellationRequested)
        {
            // The type alone: an exception of the client's carries the whole request.
            Log.NoAnswer(logger, options.Provider, timer.IsCancellationRequested ? "too late" : exception.GetType().Name);
            return KeyErrors.CaptchaUnavailable;
        }

        return answer is null ? Unreadable() : Judge(answer);
    }

    private KeyValuePair<string, bool>[] Doubts(SiteVerifyAnswer answer)
    {
        var age = clock.GetUtcNow() - answer.SolvedAt;
        return
        [
            new("success", !answer.Success),
            new("host", answer.Hostname is not { } host || !options.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase)),
            new("age", age is not { } old || old > options.MaxAge || old < -ClockSkew),
            new("action", options.Provider.KnowsActions() && answer.Action != CaptchaOptions.Action),
            new("score", _traits.Scores && !(answer.Score >= options.MinScore)),
        ];
    }

    private Error? Judge(SiteVerifyAnswer answer)
    {
        var errors = answer.Errors ?? [];
        if (!answer.Success && OperatorErrors.FirstOrDefault(errors.Contains) is { } ours)
        {
            Log.WrongSecret(logger, options.Provider, ours);
            return KeyErrors.CaptchaUnavailable;
        }

        if (!answer.Success && ProviderErrors.Any(errors.Contains))
        {
            Log.NoAnswer(logger, options.Provider, "a fault of its own");
            return KeyErrors.CaptchaUnavailable;
        }

        if (Doubts(answer).FirstOrDefault(doubt => doubt.Value).Key is not { } reason)
        {
            return null;
        }

        Log.Rejected(logger, options.Provider, reason);
        return KeyErrors.CaptchaRejected;
    }

    private Error Unreadable()
    {
        Log.NoAnswer(logger, options.Provider, "null");
        return KeyErrors.CaptchaUnavailable;
    }

    private static bool IsOutage(Exception exception) =>
        exception is ApiExceptionBase or HttpRequestException or JsonException or IOException or OperationCanceledException;

    private static partial class Log
    {
        [LoggerMessage(2010, LogLevel.Error, "The captcha provider {Provider} does not accept our secret or site key ({Code}): correct the settings")]
        public static partial void WrongSecret(ILogger logger, CaptchaProvider provider, string code);

        [LoggerMessage(2011, LogLevel.Warning, "The captcha provider {Provider} gave no answer that could be used ({Reason})")]
        public static partial void NoAnswer(ILogger logger, CaptchaProvider provider, string reason);

        [LoggerMessage(2012, LogLevel.Information, "An answer to a captcha of {Provider} was rejected ({Reason})")]
        public static partial void Rejected(ILogger logger, CaptchaProvider provider, string reason);
    }
}
