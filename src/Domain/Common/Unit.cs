namespace AkashChat.Domain.Common;

/// <summary>The value of a result that has nothing to tell.</summary>
public readonly record struct Unit;
