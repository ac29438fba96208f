using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Settings;

namespace AkashChat.Infrastructure.Catalog;

/// <summary>Lists the models of the one upstream whose models are all offered.</summary>
internal sealed class UpstreamModels(CatalogOptions options) : IModelSource, IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false });

    public async Task<ModelListing?> ListAsync(CancellationToken cancellationToken)
    {
        var given = options.Upstream!;

        // People give Ollama's and vLLM's address with and without the /v1 that the API lies under.
        Uri[] candidates = given.AbsolutePath.TrimEnd('/').EndsWith("/v1", StringComparison.Ordinal) ? [given] : [new Uri(given, "v1/"), given];
        var reason = string.Empty;
        foreach (var address in candidates)
        {
            try
            {
                using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                deadline.CancelAfter(Deadline);
                return ModelListing.Empty with { Deployments = await ListAsync(address, deadline.Token) };
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is
                HttpRequestException or IOException or OperationCanceledException or JsonException or InvalidOperationException or KeyNotFoundException)
            {
                reason = exception is HttpRequestException { StatusCode: { } status } ? $"it answers {(int)status}" : exception switch
                {
                    HttpRequestException or IOException => "it cannot be reached or broke off",
                    OperationCanceledException => "it does not answer within 10 s",
                    _ => "its answer is not a list of models",
                };
            }
        }

        throw new StartupException($"The upstream {given} does not list its models at /v1/models", [reason]);
    }

    public void Dispose() => _http.Dispose();

    private async Task<IReadOnlyList<Deployment>> ListAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "models"));
        if (options.UpstreamKey is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
        }

        using var response = await _http.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new HttpRequestException(null, null, response.StatusCode);
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var json = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
        return
        [
            .. json.RootElement.GetProperty("data").EnumerateArray()
                .Select(model => model.GetProperty("id").GetString())
                .OfType<string>()
                .Where(ConfigFileReader.IsUsableName)
                .Distinct(StringComparer.Ordinal)
                .Select(name => new Deployment
                {
                    Id = ConfigFileReader.IdOf(name, name, address),
                    ModelName = name,
                    UpstreamModel = name,
                    BaseAddress = address,
                    Key = options.UpstreamKey,
                }),
        ];
    }
}
