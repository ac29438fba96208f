using AkashChat.Domain.Catalog;

namespace AkashChat.Domain.Gateway;

/// <summary>Chooses the cheapest (<c>cost-based-routing</c>).</summary>
public static class CostBased
{
    /// <summary>The index of the chosen one; at random among equals.</summary>
    public static int Choose(ReadOnlySpan<Candidate> candidates, Random random)
    {
        var best = Int128.MaxValue;
        var chosen = 0;
        var equals = 0;
        for (var index = 0; index < candidates.Length; index++)
        {
            var price = Price(candidates[index].Deployment.Price);
            if (price < best)
            {
                (best, chosen, equals) = (price, index, 1);
            }
            else if (price == best && random.Next(++equals) == 0)
            {
                chosen = index;
            }
        }

        return chosen;
    }

    // LiteLLM counts an unknown price as 5 dollars a token: last of all.
    private static Int128 Price(TokenPrice? price) =>
        price is { } known ? (Int128)known.InputFemtoUsd + known.OutputFemtoUsd : Int128.MaxValue - 1;
}
