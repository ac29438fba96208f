namespace AkashChat.Domain.Accounts;

/// <summary>The terms of use that are in force.</summary>
public static class Terms
{
    /// <summary>The version of the text at <c>/terms</c>: the day it came into force.</summary>
    public const string CurrentVersion = "2026-11-01";
}
