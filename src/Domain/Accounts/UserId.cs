namespace AkashChat.Domain.Accounts;

/// <summary>Names a <see cref="User"/>; random enough to be shown, says nothing about the person.</summary>
/// <param name="Value">A UUID of version 7, so that rows lie in the order of their making.</param>
public readonly record struct UserId(Guid Value)
{
    /// <summary>Makes a new id.</summary>
    public static UserId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}
