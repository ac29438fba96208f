namespace AkashChat.Application.Gateway.Caching;

/// <summary>A whole, good answer that is kept for equal requests. Nothing of the request is in it.</summary>
public sealed record KeptAnswer
{
    /// <summary>The body's type.</summary>
    public required string ContentType { get; init; }

    /// <summary>Whether it is a stream of events.</summary>
    public required bool IsStream { get; init; }

    /// <summary>The body as the first caller got it.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>What it took to make it.</summary>
    public required AnswerSource Source { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset StoredAt { get; init; }

    /// <summary>Until when it is kept.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
