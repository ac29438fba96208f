using System.Net;

namespace AkashChat.Infrastructure.Accounts;

/// <summary>Our own calls to the provider. An answer that says the provider is in trouble is an outage, as no answer is.</summary>
internal sealed class ProviderBackchannel() : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode is < HttpStatusCode.InternalServerError and not HttpStatusCode.TooManyRequests)
        {
            return response;
        }

        var status = response.StatusCode;
        response.Dispose();
        throw new HttpRequestException($"The provider answered {(int)status}.", null, status);
    }

    /// <summary>Whether a provider that does not answer is behind the exception.</summary>
    internal static bool IsOutage(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is HttpRequestException or IOException or TimeoutException)
            {
                return true;
            }
        }

        return false;
    }
}
