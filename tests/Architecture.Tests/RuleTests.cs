using AkashChat.Application.Keys.Challenges;
using NetArchTest.Rules;
using Xunit.Sdk;

namespace AkashChat.Architecture.Tests;

/// <summary>The rules' own rule: they find what is there, and refuse to be about nothing.</summary>
public sealed class RuleTests
{
    private static readonly PredicateList Nothing = Types.InAssembly(House.Domain).That().ResideInNamespace("AkashChat.Nowhere");

    [Fact]
    public void EmptySelection_Fails() => Assert.ThrowsAny<XunitException>(() => Rule.DoesNotKnow(Nothing, "System.Linq"));

    [Fact]
    public void EmptyList_Fails() => Assert.ThrowsAny<XunitException>(() => Rule.HoldsForAll(Array.Empty<Type>(), _ => true));

    [Fact]
    public void BrokenClaim_NamesTheType()
    {
        var failure = Assert.ThrowsAny<XunitException>(() => Rule.HoldsForAll([typeof(string), typeof(int)], type => type == typeof(int)));

        Assert.Contains("System.String", failure.Message, StringComparison.Ordinal);
    }

    // What an async method names stands in a class that the compiler made; a checker that does not look there sees little.
    [Fact]
    public void DependencyWithinAnAsyncMethod_IsSeen()
    {
        var verifier = Types.InAssembly(House.Application).That().HaveName(nameof(ChallengeVerifier));

        Assert.ThrowsAny<XunitException>(() => Rule.DoesNotKnow(verifier, "AkashChat.Domain.Keys.ProofOfWork"));
    }
}
