namespace AkashChat.Domain.Accounts;

/// <summary>What somebody can agree to.</summary>
public enum ConsentKind
{
    /// <summary>The terms of use, without which no key is made.</summary>
    Terms = 0,

    /// <summary>Messages about the service; voluntary.</summary>
    Messages = 1,
}

/// <summary>One entry in the history of what somebody agreed to: given or withdrawn, to which text, when. Never changed, only followed by another.</summary>
public sealed class Consent
{
    /// <summary>The longest version, in characters.</summary>
    public const int VersionMaxLength = 20;

    /// <summary>The longest reference to a text, in characters.</summary>
    public const int TextReferenceMaxLength = 300;

    /// <summary>Makes an entry.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="kind">To what.</param>
    /// <param name="number">Its place in the history of this user and kind, from 1; unique, so that two at the same moment are not both written.</param>
    /// <param name="version">The version of the text, a day such as <c>2026-11-01</c>.</param>
    /// <param name="textReference">Where the text is.</param>
    /// <param name="given">Given, or withdrawn.</param>
    /// <param name="at">When.</param>
    public Consent(UserId userId, ConsentKind kind, int number, string version, string textReference, bool given, DateTimeOffset at)
    {
        UserId = userId;
        Kind = kind;
        Number = number;
        Version = version;
        TextReference = textReference;
        Given = given;
        At = at;
    }

    /// <summary>Whose.</summary>
    public UserId UserId { get; }

    /// <summary>To what.</summary>
    public ConsentKind Kind { get; }

    /// <summary>Its place in the history of this user and kind, from 1.</summary>
    public int Number { get; }

    /// <summary>The version of the text.</summary>
    public string Version { get; }

    /// <summary>Where the text is.</summary>
    public string TextReference { get; }

    /// <summary>Given, or withdrawn.</summary>
    public bool Given { get; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; }
}
