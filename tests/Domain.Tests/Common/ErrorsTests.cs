using System.Reflection;
using System.Text.RegularExpressions;
using AkashChat.Domain.Common;

namespace AkashChat.Domain.Tests.Common;

/// <summary>Codes are promised to programs, messages and remedies to people: every error of the domain keeps both.</summary>
public sealed partial class ErrorsTests
{
    // OpenAI's own names, which programs compare; the codes without a feature in front.
    private static readonly string[] OpenAiCodes = ["model_not_found", "context_length_exceeded"];

    private static readonly Error[] All =
    [
        .. from type in typeof(Error).Assembly.GetTypes()
           where type.Name.EndsWith("Errors", StringComparison.Ordinal)
           from field in type.GetFields(BindingFlags.Public | BindingFlags.Static)
           where field.FieldType == typeof(Error)
           select (Error)field.GetValue(null)!,
    ];

    [Fact]
    public void Catalogue_IsFound() => Assert.True(All.Length >= 30, $"Found only {All.Length} errors.");

    [Fact]
    public void Codes_AreUnique()
    {
        var twice = All.GroupBy(error => error.Code, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key);

        Assert.Empty(twice);
    }

    [Fact]
    public void Codes_AreFeatureDotWhatHappened() =>
        Assert.All(All, error => Assert.True(OpenAiCodes.Contains(error.Code) || CodeForm().IsMatch(error.Code), error.Code));

    [Fact]
    public void MessagesAndRemedies_AreWholeSentences() => Assert.All(All, error =>
    {
        Assert.Matches(Sentence(), error.Message);
        Assert.Matches(Sentence(), error.Remedy);
    });

    [Fact]
    public void EveryKind_HasAStatusOfItsOwn()
    {
        var statuses = Enum.GetValues<ErrorKind>().Select(kind => kind.ToStatus()).ToArray();

        Assert.NotEmpty(statuses);
        Assert.Equal(statuses.Length, statuses.Distinct().Count());
        Assert.All(statuses, status => Assert.InRange(status, 400, 599));
    }

    [GeneratedRegex("^[a-z]+\\.[a-z]+(_[a-z]+)*$")]
    private static partial Regex CodeForm();

    [GeneratedRegex("^[A-Z].+\\.$")]
    private static partial Regex Sentence();
}
