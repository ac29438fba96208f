namespace AkashChat.Domain.Accounts;

/// <summary>The texts that come with the service.</summary>
public static class Terms
{
    /// <summary>The version of the terms at <c>/terms</c>: the day from which they hold.</summary>
    public const string CurrentVersion = "2026-11-25";

    /// <summary>The version of the sentence that asks for consent to messages.</summary>
    public const string MessagesVersion = "2026-11-25";

    /// <summary>Where that sentence is explained.</summary>
    public const string MessagesReference = "/privacy#messages";
}
