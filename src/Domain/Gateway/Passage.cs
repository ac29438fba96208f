namespace AkashChat.Domain.Gateway;

/// <summary>How a request passes a deployment's breaker.</summary>
public enum Passage
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>Like all others.</summary>
    Normal,

    /// <summary>As the one that shows whether the deployment is well again.</summary>
    Trial,
}
