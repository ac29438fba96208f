namespace AkashChat.Domain.Gateway;

/// <summary>Keeps second attempts to a share of the first ones: when everything is slow, doubling the load makes it slower.</summary>
public sealed class HedgeBudget
{
    // So many may come at once after a quiet time.
    private const double Most = 10;

    private readonly Lock _lock = new();
    private double _saved = 1;

    /// <summary>A request came.</summary>
    /// <param name="share">The share of the requests that may be hedged.</param>
    public void Earn(double share)
    {
        if (Volatile.Read(ref _saved) >= Most)
        {
            return;
        }

        lock (_lock)
        {
            _saved = Math.Min(Most, _saved + share);
        }
    }

    /// <summary>Whether a request may be hedged.</summary>
    public bool TrySpend()
    {
        lock (_lock)
        {
            if (_saved < 1)
            {
                return false;
            }

            _saved--;
            return true;
        }
    }
}
