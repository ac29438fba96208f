namespace AkashChat.Domain.Catalog;

/// <summary>A group whose name has a wildcard (<c>openai/*</c>, <c>*</c>): it serves every name that fits.</summary>
internal sealed class WildcardGroup
{
    private readonly ModelGroup _group;
    private readonly string _before;
    private readonly string _behind;

    /// <summary>Takes the pattern apart.</summary>
    public WildcardGroup(ModelGroup group)
    {
        _group = group;
        var star = group.Name.IndexOf('*', StringComparison.Ordinal);
        _before = group.Name[..star];
        _behind = group.Name[(star + 1)..];
    }

    /// <summary>How much of a name is fixed: of several patterns that fit, the one with the most wins.</summary>
    public int Specificity => _before.Length + _behind.Length;

    /// <summary>Whether a name is a pattern.</summary>
    public static bool IsPattern(string name) => name.Contains('*', StringComparison.Ordinal);

    /// <summary>The group for a name; what the wildcard stands for takes the place of the one in the servers' names. Null: it does not fit.</summary>
    public ModelGroup? Match(string name)
    {
        if (name.Length < Specificity + 1
            || !name.StartsWith(_before, StringComparison.Ordinal)
            || !name.EndsWith(_behind, StringComparison.Ordinal))
        {
            return null;
        }

        var matched = name[_before.Length..^_behind.Length];
        return _group with
        {
            Name = name,
            Deployments =
            [
                .. _group.Deployments.Select(deployment => deployment with
                {
                    ModelName = name,
                    UpstreamModel = deployment.UpstreamModel.Replace("*", matched, StringComparison.Ordinal),
                }),
            ],
            Pattern = _group.Name,
        };
    }
}
