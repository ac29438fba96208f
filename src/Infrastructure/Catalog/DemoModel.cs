namespace AkashChat.Infrastructure.Catalog;

/// <summary>The model that is on offer when nobody configured one.</summary>
internal static class DemoModel
{
    /// <summary>The model's name; says what it is.</summary>
    internal const string Name = "akashchat-demo";

    /// <summary>An address that leads nowhere, for the deployment.</summary>
    internal static readonly Uri Address = new("http://demo.invalid/v1/");
}
