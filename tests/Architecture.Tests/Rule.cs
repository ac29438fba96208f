using NetArchTest.Rules;

namespace AkashChat.Architecture.Tests;

/// <summary>Checks a rule, and before that, that it is about something: over an empty selection every rule holds.</summary>
internal static class Rule
{
    /// <summary>No selected type names anything in these namespaces.</summary>
    public static void DoesNotKnow(PredicateList selection, params string[] namespaces)
    {
        Assert.NotEmpty(selection.GetTypes());
        Assert.NotEmpty(namespaces);

        var result = selection.ShouldNot().HaveDependencyOnAny(namespaces).GetResult();

        Assert.True(result.IsSuccessful, $"These know what they should not:\n{string.Join('\n', result.FailingTypeNames ?? [])}\nNamely one of {string.Join(", ", namespaces)}");
    }

    /// <summary>The claim is true of every item.</summary>
    public static void HoldsForAll<T>(IEnumerable<T> selection, Func<T, bool> claim, Func<T, string> name, int atLeast = 1)
    {
        var items = selection.ToArray();
        Assert.True(items.Length >= atLeast, $"The rule is about {items.Length} items; it should be about {atLeast} at least.");

        var wrong = items.Where(item => !claim(item)).Select(name).ToArray();

        Assert.True(wrong.Length == 0, $"These break the rule:\n{string.Join('\n', wrong)}");
    }

    /// <summary>The claim is true of every type.</summary>
    public static void HoldsForAll(IEnumerable<Type> selection, Func<Type, bool> claim, int atLeast = 1) =>
        HoldsForAll(selection, claim, type => type.FullName!, atLeast);
}
