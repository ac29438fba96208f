namespace AkashChat.Domain.Catalog;

/// <summary>What a token costs, in whole femto-dollars (10⁻¹⁵ USD), so that sums are exact.</summary>
/// <param name="InputFemtoUsd">For a token that the model reads.</param>
/// <param name="OutputFemtoUsd">For a token that it writes.</param>
public readonly record struct TokenPrice(long InputFemtoUsd, long OutputFemtoUsd)
{
    /// <summary>How many of the units that prices are kept in make one dollar.</summary>
    public const long FemtoUsdPerUsd = 1_000_000_000_000_000;

    /// <summary>The highest price of a token, in US dollars; beyond it lies a slip of the decimal point.</summary>
    public const int MaxUsd = 1;

    private const long FemtoUsdPerMicroUsd = 1_000_000_000;

    /// <summary>What so many tokens cost, in whole µUSD; half a µUSD and more is rounded up.</summary>
    /// <param name="promptTokens">Tokens read.</param>
    /// <param name="completionTokens">Tokens written.</param>
    public long CostMicroUsd(long promptTokens, long completionTokens)
    {
        var femtoUsd = ((Int128)InputFemtoUsd * promptTokens) + ((Int128)OutputFemtoUsd * completionTokens);
        var microUsd = (femtoUsd + (FemtoUsdPerMicroUsd / 2)) / FemtoUsdPerMicroUsd;

        // A server may report any number of tokens; no call costs more than can be stored.
        return microUsd > long.MaxValue ? long.MaxValue : (long)microUsd;
    }

    /// <summary>How many tokens may be written for an amount of money; the answer's cost is rounded as <see cref="CostMicroUsd"/> rounds it.</summary>
    /// <param name="microUsd">The money, in µUSD, for the whole call.</param>
    /// <param name="promptTokens">Tokens read.</param>
    /// <returns>0 and more; any number if written tokens cost nothing.</returns>
    public long TokensFor(long microUsd, long promptTokens)
    {
        if (OutputFemtoUsd == 0)
        {
            return long.MaxValue;
        }

        var left = ((Int128)microUsd * FemtoUsdPerMicroUsd) - ((Int128)InputFemtoUsd * promptTokens);
        return left <= 0 ? 0 : (long)Int128.Min(left / OutputFemtoUsd, long.MaxValue);
    }

    /// <summary>Of two prices for each kind of token the higher.</summary>
    public static TokenPrice? Higher(TokenPrice? one, TokenPrice? other) => one is { } first && other is { } second
        ? new TokenPrice(Math.Max(first.InputFemtoUsd, second.InputFemtoUsd), Math.Max(first.OutputFemtoUsd, second.OutputFemtoUsd))
        : one ?? other;
}
