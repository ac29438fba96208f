using NetArchTest.Rules;

namespace AkashChat.Architecture.Tests;

/// <summary>Features point one way, in every project: Common ← Accounts ← Keys; Common ← Catalog; Usage → Keys, Catalog; Gateway → all.</summary>
public sealed class FeatureTests
{
    /// <summary>Every feature of every project, as the folders have them.</summary>
    public static TheoryData<string, string> FeatureFolders()
    {
        var data = new TheoryData<string, string>();
        foreach (var (project, folder) in
            from project in House.Projects.Keys
            from folder in House.FoldersOf(project)
            where House.Features.ContainsKey(folder)
            select (project, folder))
        {
            data.Add(project, folder);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(FeatureFolders))]
    public void Feature_SeesOnlyWhatTheArrowsAllow(string project, string feature)
    {
        var types = Types.InAssembly(House.Projects[project]).That().ResideInNamespaceStartingWith($"AkashChat.{project}.{feature}");
        var forbidden =
            from other in House.Features.Keys
            where other != feature && !House.Features[feature].Contains(other)
            from anyProject in House.Projects.Keys
            select $"AkashChat.{anyProject}.{other}";

        if (forbidden.ToArray() is { Length: > 0 } namespaces)
        {
            Rule.DoesNotKnow(types, namespaces);
        }
    }

    [Theory]
    [InlineData("Domain")]
    [InlineData("Application")]
    public void InnerProjects_HaveEveryFeatureAndNothingElse(string project) =>
        Assert.Equal(House.Features.Keys.Order(StringComparer.Ordinal), House.FoldersOf(project).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("Infrastructure")]
    [InlineData("Api")]
    public void OuterProjects_HaveFeaturesAndTheirTechnicalFoldersAlone(string project) => Rule.HoldsForAll(
        House.FoldersOf(project),
        folder => House.Features.ContainsKey(folder) || House.TechnicalFolders[project].Contains(folder),
        folder => folder);

    [Fact]
    public void Web_HasItsTechnicalFoldersAlone() =>
        Assert.Equal(House.TechnicalFolders["Web"].Order(StringComparer.Ordinal), House.FoldersOf("Web").Order(StringComparer.Ordinal));

    [Fact]
    public void TechnicalFolders_Exist() => Rule.HoldsForAll(
        from project in House.TechnicalFolders
        from folder in project.Value
        select (Project: project.Key, Folder: folder),
        item => House.FoldersOf(item.Project).Contains(item.Folder),
        item => $"{item.Project}/{item.Folder}");

    [Fact]
    public void Arrows_HaveNoCircle() => Rule.HoldsForAll(
        from feature in House.Features
        from seen in feature.Value
        select (From: feature.Key, To: seen),
        arrow => !House.Features[arrow.To].Contains(arrow.From) && House.Features[arrow.To].All(House.Features[arrow.From].Contains),
        arrow => $"{arrow.From} → {arrow.To}");
}
