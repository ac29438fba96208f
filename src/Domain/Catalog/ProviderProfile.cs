using System.Collections.Frozen;
using System.Collections.Immutable;

namespace AkashChat.Domain.Catalog;

/// <summary>How a kind of server wants to be spoken to: all that differs from OpenAI's own, as data.</summary>
/// <param name="Name">The prefix in <c>litellm_params.model</c>, without its slash.</param>
public sealed record ProviderProfile(string Name)
{
    /// <summary>Stands in a path for the route, as it is called behind <c>/v1/</c>.</summary>
    public const string RoutePlace = "{route}";

    /// <summary>Stands in a path for the server's name of the model.</summary>
    public const string ModelPlace = "{model}";

    /// <summary>OpenAI itself.</summary>
    public static readonly ProviderProfile OpenAi = new("openai") { DefaultBase = "https://api.openai.com/v1" };

    /// <summary>The language it speaks.</summary>
    public ProviderProtocol Protocol { get; init; } = ProviderProtocol.OpenAi;

    /// <summary>The base address where none is given; null: one must be.</summary>
    public string? DefaultBase { get; init; }

    /// <summary>What a base address ends with, and gets if it is given without; null: it is taken as it is given.</summary>
    public string? BaseEnd { get; init; }

    /// <summary>The header that carries our key.</summary>
    public string KeyHeader { get; init; } = "Authorization";

    /// <summary>What stands before the key in that header.</summary>
    public string KeyScheme { get; init; } = "Bearer ";

    /// <summary>The path behind the base address, with the places of route and model.</summary>
    public string Path { get; init; } = RoutePlace;

    /// <summary>The paths of routes that lie elsewhere.</summary>
    public FrozenDictionary<string, string> PathOf { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The parameter of the query that carries the version of the server's API; null: it knows none.</summary>
    public string? VersionParameter { get; init; }

    /// <summary>Headers that every request carries, besides the deployment's own.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Whether it takes <c>stream_options</c>; one that refuses them is not asked to report a stream's usage.</summary>
    public bool TakesStreamOptions { get; init; } = true;
}
