namespace AkashChat.Domain.Catalog;

/// <summary>Whether a model can be called now, as far as its calls show.</summary>
public enum ModelState
{
    /// <summary>Nobody knows.</summary>
    Unknown,

    /// <summary>None of its deployments is left alone after failures.</summary>
    Available,

    /// <summary>Some of its deployments are left alone at the moment.</summary>
    Degraded,

    /// <summary>All of its deployments are left alone at the moment.</summary>
    Unavailable,
}
