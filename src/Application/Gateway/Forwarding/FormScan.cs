namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>What stands in a form, as far as we read it.</summary>
/// <param name="Start">Where its first boundary stands.</param>
/// <param name="Model">Where the value of <c>model</c> stands; null: it has no such field.</param>
/// <param name="Stream">Where the value of <c>stream</c> stands; null: it has no such field.</param>
public readonly record struct FormScan(int Start, Range? Model, Range? Stream);
