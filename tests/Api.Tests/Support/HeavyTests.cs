namespace AkashChat.Api.Tests.Support;

/// <summary>Tests that keep every core busy: they run after the others and alone, so that nobody else's patience runs out.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HeavyTests
{
    public const string Name = "Heavy";
}
