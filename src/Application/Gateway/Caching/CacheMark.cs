namespace AkashChat.Application.Gateway.Caching;

/// <summary>What callers are told of how their answer was come by.</summary>
internal static class CacheMark
{
    /// <summary>It was kept from an equal request.</summary>
    internal const string Hit = "hit";

    /// <summary>It was made anew.</summary>
    internal const string Miss = "miss";

    /// <summary>It was made for an equal request in flight.</summary>
    internal const string Shared = "shared";
}
