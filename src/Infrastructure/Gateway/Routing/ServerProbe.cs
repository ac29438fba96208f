using System.Net;
using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Gateway.Routing;

/// <summary>Asks one server whether it is there: the list of its models costs no tokens.</summary>
internal sealed class ServerProbe(TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    // A connection of its own each time: a pooled one would tell of the past.
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = Deadline,
        PooledConnectionLifetime = TimeSpan.Zero,
        ActivityHeadersPropagator = null,
    });

    /// <summary>Asks.</summary>
    /// <param name="deployment">Any deployment of the server; its key opens the list.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>Whether it answers, and not with a failure of its own.</returns>
    internal async Task<bool> IsThereAsync(Deployment deployment, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(deployment.BaseAddress, "models"));
        if (deployment.Key is { } key)
        {
            request.Headers.TryAddWithoutValidation(deployment.Provider.KeyHeader, deployment.Provider.KeyScheme + key.Reveal());
        }

        try
        {
            using var response = await _http.SendAsync(request, stop.Token);
            return (int)response.StatusCode < 500;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    public void Dispose() => _http.Dispose();
}
