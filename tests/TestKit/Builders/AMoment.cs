namespace AkashChat.TestKit.Builders;

/// <summary>The time at which tests begin, unless they say otherwise.</summary>
public static class AMoment
{
    /// <summary>A Monday morning, far from the ends of days, months and years.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 9, 10, 30, 0, TimeSpan.Zero);
}
