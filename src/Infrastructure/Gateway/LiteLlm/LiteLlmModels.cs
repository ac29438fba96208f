using AkashChat.Application.Gateway;
using AkashChat.Domain.Catalog;
using AkashChat.Infrastructure.Catalog;

namespace AkashChat.Infrastructure.Gateway.LiteLlm;

/// <summary>The models that the proxy offers.</summary>
internal sealed class LiteLlmModels(LiteLlmCalls calls, LiteLlmOptions options) : IModelSource
{
    public async Task<ModelListing?> ListAsync(CancellationToken cancellationToken)
    {
        var answer = await calls.AskAsync((api, cancel) => api.ListModelInfosAsync(cancel), infos => infos.Data is not null, cancellationToken);
        if (answer.Content?.Data is not { } infos)
        {
            return null;
        }

        // Several entries with one name are one model to callers: the proxy chooses among them.
        var groups = infos.Where(info => info.ModelName is { } name && ConfigFileReader.IsUsableName(name)).GroupBy(info => info.ModelName!, StringComparer.Ordinal).ToArray();
        return new ModelListing(
            [.. groups.Select(group => new Deployment { Id = group.Key, ModelName = group.Key, UpstreamModel = group.Key, BaseAddress = options.Endpoint })],
            groups
                .Select(group => (group.Key, Mode: group.Select(info => info.Details?.Mode).FirstOrDefault(mode => mode is not null)))
                .Where(model => model.Mode is not null)
                .ToDictionary(model => model.Key, model => model.Mode!, StringComparer.Ordinal));
    }
}
