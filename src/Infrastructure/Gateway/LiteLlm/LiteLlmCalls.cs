using System.Net;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Refit;

namespace AkashChat.Infrastructure.Gateway.LiteLlm;

/// <summary>Calls the proxy, and sorts what can happen into three: an answer, a no, and not knowing.</summary>
internal sealed partial class LiteLlmCalls(IServiceScopeFactory scopes, ILogger<LiteLlmCalls> logger)
{
    /// <summary>Asks something.</summary>
    /// <param name="ask">The question.</param>
    /// <param name="isWhole">Whether an answer has what it must have.</param>
    /// <param name="cancellationToken">Stops the wait; then nobody knows.</param>
    internal async Task<LiteLlmAnswer<T>> AskAsync<T>(
        Func<ILiteLlmApi, CancellationToken, Task<ApiResponse<T>>> ask, Func<T, bool> isWhole, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            // A client per call: whoever holds one for good would hold its name resolution too.
            await using var scope = scopes.CreateAsyncScope();
            using var response = await ask(scope.ServiceProvider.GetRequiredService<ILiteLlmApi>(), cancellationToken);
            return Sort(response, isWhole);
        }
        catch (Exception exception) when (IsOutage(exception))
        {
            Log.NoAnswer(logger, exception.GetType().Name);
            return LiteLlmAnswer<T>.Unknown;
        }
    }

    private LiteLlmAnswer<T> Sort<T>(ApiResponse<T> response, Func<T, bool> isWhole)
        where T : class
    {
        if (response.Error is null && response.Content is { } content && isWhole(content))
        {
            return LiteLlmAnswer<T>.Of(content);
        }

        if (response.StatusCode is not { } code)
        {
            Log.NoAnswer(logger, response.Error?.InnerException?.GetType().Name ?? "no answer");
            return LiteLlmAnswer<T>.Unknown;
        }

        var route = response.RequestMessage?.RequestUri?.AbsolutePath ?? "?";
        if (response.IsSuccessStatusCode)
        {
            Log.Unreadable(logger, route);
            return LiteLlmAnswer<T>.Unknown;
        }

        var status = (int)code;
        var error = LiteLlmError.Read((response.Error as ApiException)?.Content);
        Log.Refused(logger, route, status, error?.Type ?? (error is null ? "unreadable" : "none"));
        return error is null || status >= 500 || code is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
            ? LiteLlmAnswer<T>.Unknown
            : LiteLlmAnswer<T>.No(error, status);
    }

    private static bool IsOutage(Exception exception) => exception is
        HttpRequestException or IOException or TimeoutRejectedException or BrokenCircuitException or OperationCanceledException or ApiException
        || exception.InnerException is HttpRequestException or IOException;

    private static partial class Log
    {
        [LoggerMessage(3200, LogLevel.Warning, "The LiteLLM proxy does not answer ({Reason})")]
        public static partial void NoAnswer(ILogger logger, string reason);

        [LoggerMessage(3201, LogLevel.Warning, "The LiteLLM proxy's answer to {Route} cannot be read")]
        public static partial void Unreadable(ILogger logger, string route);

        [LoggerMessage(3202, LogLevel.Debug, "The LiteLLM proxy refused {Route} with {Status} ({Type})")]
        public static partial void Refused(ILogger logger, string route, int status, string type);
    }
}

/// <summary>What a call to the proxy led to.</summary>
internal sealed record LiteLlmAnswer<T>
    where T : class
{
    /// <summary>Nobody knows whether it was done.</summary>
    internal static readonly LiteLlmAnswer<T> Unknown = new();

    /// <summary>The answer; null: there is none.</summary>
    internal T? Content { get; private init; }

    /// <summary>The no; null: there is none.</summary>
    internal LiteLlmError? Refusal { get; private init; }

    /// <summary>The status of a no.</summary>
    internal int Status { get; private init; }

    /// <summary>Whether it says that there is no such key.</summary>
    internal bool IsUnknownKey => Refusal?.IsUnknownKey(Status) == true;

    /// <summary>Whether it says that there is no such user.</summary>
    internal bool IsUnknownUser => Refusal?.IsUnknownUser(Status) == true;

    /// <summary>Whether it says that there is no such team.</summary>
    internal bool IsUnknownTeam => Refusal?.IsUnknownTeam(Status) == true;

    /// <summary>Whether it says that our key is not the master key.</summary>
    internal bool IsAboutAdminKey => Refusal?.IsAboutAdminKey(Status) == true;

    /// <summary>What to tell whoever asked for it; null: there is an answer.</summary>
    internal Error? Error => Content is not null ? null : Refusal is null ? KeyErrors.BackendUnavailable : KeyErrors.BackendRefused;

    internal static LiteLlmAnswer<T> Of(T content) => new() { Content = content };

    internal static LiteLlmAnswer<T> No(LiteLlmError refusal, int status) => new() { Refusal = refusal, Status = status };
}
