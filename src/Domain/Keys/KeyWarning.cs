namespace AkashChat.Domain.Keys;

/// <summary>Tells when a key's end is so near that its holder should hear of it.</summary>
public static class KeyWarning
{
    // A fifth of the life, so that five days give a day's notice; but nobody needs more than a week's.
    private const int ShareOfLife = 5;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>Whether the holder should hear of it.</summary>
    /// <param name="createdAt">When the key was made.</param>
    /// <param name="end">When it ends; null: never.</param>
    /// <param name="now">The time.</param>
    public static bool IsDue(DateTimeOffset createdAt, DateTimeOffset? end, DateTimeOffset now)
    {
        if (end is not { } known || known <= now)
        {
            return false;
        }

        var share = (known - createdAt) / ShareOfLife;
        return known - now <= (share < Longest ? share : Longest);
    }
}
