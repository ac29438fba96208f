using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Catalog;

/// <summary>The kinds of servers, by the prefix of <c>litellm_params.model</c>.</summary>
internal static class Providers
{
    private static readonly ProviderProfile[] Table = [ProviderProfile.OpenAi, new("hosted_vllm")];

    /// <summary>All prefixes with their slash, for whoever wrote one that is none of them.</summary>
    internal static string Prefixes => string.Join(", ", Table.Select(profile => $"{profile.Name}/"));

    /// <summary>The profile that a model's prefix names, and the model's name behind it; null: none does, or no name follows.</summary>
    internal static (ProviderProfile Profile, string Model)? Of(string model)
    {
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < model.Length - 1 && Array.Find(Table, profile => profile.Name == model[..slash]) is { } found
            ? (found, model[(slash + 1)..])
            : null;
    }

    /// <summary>The base address: the given one, or the profile's own; null: there is neither.</summary>
    internal static string? BaseOf(ProviderProfile profile, string? given) => given ?? profile.DefaultBase;
}
