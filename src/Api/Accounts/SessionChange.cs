using AkashChat.Api.Common;
using AkashChat.Application.Accounts.SignOut;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AkashChat.Api.Accounts;

/// <summary>Signs a browser in: each sign-in has an id of its own, and the browser's old session ends with it.</summary>
public static partial class SessionChange
{
    /// <summary>Puts a new session in the place of the one that the browser had, if it had one.</summary>
    public static async Task ChangeSessionAsync(
        this HttpContext context, IDispatcher dispatcher, SessionToken token, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(dispatcher);
        if (SessionCookie.Read(context) is { } old)
        {
            try
            {
                await dispatcher.SendAsync(new SignOutCommand(old), cancellationToken);
            }
            catch (Exception exception) when (StoreOutage.IsBehind(exception))
            {
                // What the visitor came for is done, and its answer may carry a key that is shown this once: it must not be lost.
                Log.OldSessionLives(
                    context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(SessionChange)), exception.GetType().Name);
            }
        }

        SessionCookie.Write(context, token, expiresAt);
    }

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Warning, "The session that a browser had before could not be ended ({Reason}); it ends by itself")]
        public static partial void OldSessionLives(ILogger logger, string reason);
    }
}
