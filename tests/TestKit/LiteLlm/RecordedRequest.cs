using System.Text;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>What kind of credential a header carried.</summary>
public enum CredentialKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The master key.</summary>
    Master,

    /// <summary>A key that this proxy has issued, even if it is deleted by now.</summary>
    Virtual,

    /// <summary>Something else: an unknown key, a token of somebody else, malformed text.</summary>
    Other,
}

/// <summary>Which part of the proxy a route belongs to.</summary>
public enum RouteKind
{
    /// <summary>Keys, users, teams, spend, settings.</summary>
    Management,

    /// <summary>Probes, and <c>/health</c>.</summary>
    Health,

    /// <summary>Calls of models, and the list of models.</summary>
    DataPlane,

    /// <summary>There is no such route.</summary>
    Unknown,
}

/// <summary>One place where a request carried a credential; the text itself is not kept.</summary>
/// <param name="Header">The header, as the contract spells it.</param>
/// <param name="Kind">What it carried.</param>
public sealed record PresentedCredential(string Header, CredentialKind Kind);

/// <summary>A request that the proxy saw.</summary>
public sealed record RecordedRequest
{
    /// <summary>The how-manieth request it was, from 1.</summary>
    public required int Ordinal { get; init; }

    /// <summary>The how-manieth management request it was, from 1; null: it was none.</summary>
    public required int? ManagementOrdinal { get; init; }

    /// <summary>Which part of the proxy it addressed.</summary>
    public required RouteKind Kind { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>The decoded path without the query.</summary>
    public required string Path { get; init; }

    /// <summary>Path and query exactly as they stood in the request line.</summary>
    public required string RawTarget { get; init; }

    /// <summary>Every credential it carried, in the order in which the proxy looks.</summary>
    public required IReadOnlyList<PresentedCredential> Credentials { get; init; }

    /// <summary>The kind of the one that counted.</summary>
    public CredentialKind Credential => Credentials.Count == 0 ? CredentialKind.None : Credentials[0].Kind;

    /// <summary>All other headers, whatever their case.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The content type of the body.</summary>
    public required string? ContentType { get; init; }

    /// <summary>The body's exact bytes.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>The body as text; where a key is made, the key stands in it.</summary>
    public string Body => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>When it came, by the proxy's clock.</summary>
    public required DateTimeOffset At { get; init; }
}
