namespace AkashChat.Domain.Catalog;

/// <summary>Whose use a limit counts together.</summary>
public enum LimitLevel
{
    /// <summary>One key.</summary>
    Key = 0,

    /// <summary>All keys of one account.</summary>
    User = 1,

    /// <summary>All accounts of one team.</summary>
    Team = 2,

    /// <summary>All calls of one model.</summary>
    Model = 3,

    /// <summary>All calls of all keys.</summary>
    Service = 4,
}
