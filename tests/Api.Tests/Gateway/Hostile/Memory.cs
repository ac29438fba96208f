namespace AkashChat.Api.Tests.Gateway.Hostile;

/// <summary>How much memory something holds. Only tests that run alone can tell.</summary>
internal static class Memory
{
    /// <summary>A megabyte.</summary>
    public const int Megabyte = 1024 * 1024;

    /// <summary>What is held now, without what nobody needs any more.</summary>
    public static long Held() => GC.GetTotalMemory(forceFullCollection: true);

    /// <summary>Checks that no more than so much is held beyond what was.</summary>
    public static void MustNotGrow(long since, int megabytes)
    {
        var grown = (Held() - since) / Megabyte;
        Assert.True(grown <= megabytes, $"{grown} MB more are held; {megabytes} are allowed.");
    }
}
