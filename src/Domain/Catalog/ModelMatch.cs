namespace AkashChat.Domain.Catalog;

/// <summary>By what a name leads to a model.</summary>
public enum ModelMatch
{
    /// <summary>It leads to none.</summary>
    None,

    /// <summary>It is the model's own name.</summary>
    Name,

    /// <summary>It is another name of it.</summary>
    Alias,

    /// <summary>It fits a name with a wildcard.</summary>
    Wildcard,

    /// <summary>It is the id of one of its deployments, which alone is asked then.</summary>
    Deployment,
}
