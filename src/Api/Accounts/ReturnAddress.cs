namespace AkashChat.Api.Accounts;

/// <summary>Where a visitor goes after a sign-in: a path of this service, never another site.</summary>
internal static class ReturnAddress
{
    internal const string Usual = "/account";
    private const int MaxLength = 500;

    /// <summary>The address asked for if it is one of ours, else the usual one.</summary>
    /// <remarks>Browsers read <c>//</c> and <c>/\</c> as the beginning of another host, and skip control characters before they do.</remarks>
    internal static string Of(string? text) =>
        text is ['/', ..] and { Length: <= MaxLength } and not ['/', '/' or '\\', ..] && text.All(character => character is > ' ' and <= '~' and not '\\')
            ? text
            : Usual;
}
