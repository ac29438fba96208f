using AkashChat.Application.Catalog;
using AkashChat.Application.Catalog.ListModels;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Web.Common;
using AkashChat.Web.Hosting;

namespace AkashChat.Web.Commands;

/// <summary>What <c>serve</c> says once it listens: where everything is, and commands to paste.</summary>
internal static class Banner
{
    private const int ModelsShown = 5;

    internal static Task WriteAsync(WebApplication app, TextWriter output)
    {
        var url = AkashChatHost.AddressOf(app);
        var models = ModelView.Of(app.Services.GetRequiredService<IModelCatalog>().Current);
        var wait = (int)app.Services.GetRequiredService<ChallengeOptions>().TicketWait.TotalSeconds + 1;
        var names = string.Join(", ", models.Take(ModelsShown).Select(model => model.IsDemo ? $"{model.Name} (built-in demo: it only repeats what it is told)" : model.Name));
        var more = models.Count > ModelsShown ? $" and {models.Count - ModelsShown} more" : string.Empty;
        var first = CodeExamples.ChatModelOf(models);
        var call = new CodeExamples($"{url}/v1", "$KEY", first).Curl.Replace("\n", "\n  ", StringComparison.Ordinal);
        return output.WriteLineAsync(
            $$"""
            AkashChat is running.

              Portal   {{url}}/
              Swagger  {{url}}/swagger
              API      {{url}}/v1
              Models   {{names}}{{more}}

            Get a key:
              KEY=$(./run.sh key --url {{url}})

            Or with curl alone, which waits instead of computing:
              TICKET=$(curl -s -X POST {{url}}/api/challenges/waiting-ticket -H 'Accept: text/plain'); sleep {{wait}}; KEY=$(curl -s {{url}}/api/keys/claim -H 'Content-Type: application/json' -d '{"keyName":"curl","acceptsTerms":true,"challenge":"'$TICKET'"}' | sed 's/.*"apiKey":"\([^"]*\)".*/\1/')

            Call a model:
              {{call}}

            A key is claimed under the terms at {{url}}/terms. Stop with Ctrl+C.
            """);
    }
}
