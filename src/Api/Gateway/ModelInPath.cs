using AkashChat.Application.Gateway.Forwarding;

namespace AkashChat.Api.Gateway;

/// <summary>Reads a path that names the model before the route, as Azure's clients write it: <c>org/name/chat/completions</c>.</summary>
internal static class ModelInPath
{
    /// <summary>Parts the path.</summary>
    /// <param name="path">What stands behind <c>/openai/deployments/</c> or <c>/engines/</c>.</param>
    /// <returns>The route and the model; null: no route ends like that, or no model stands before it.</returns>
    internal static (GatewayRoute Route, string Model)? Of(string path)
    {
        // The longest fits: chat/completions ends with completions, too.
        GatewayRoute? found = null;
        foreach (var route in GatewayRoute.All)
        {
            if (route.Path.Length > (found?.Path.Length ?? 0) && path.EndsWith($"/{route.Path}", StringComparison.Ordinal))
            {
                found = route;
            }
        }

        var model = found is null ? string.Empty : Uri.UnescapeDataString(path[..^(found.Path.Length + 1)]);
        return found is null || model.Length == 0 ? null : (found, model);
    }
}
