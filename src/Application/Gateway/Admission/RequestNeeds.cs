using AkashChat.Domain.Catalog;

namespace AkashChat.Application.Gateway.Admission;

/// <summary>What a request may use at the most.</summary>
/// <param name="PromptTokens">An estimate of the tokens that it lets the model read.</param>
/// <param name="AnswerTokens">The most that it lets the model write, by its own bound or the model's; null: neither is known.</param>
/// <param name="Choices">How many answers it asks for.</param>
/// <param name="Price">The highest price of whoever may answer; null: nobody has one.</param>
/// <param name="MayLower">Whether its own bound may be lowered to what is left, instead of a refusal.</param>
public readonly record struct RequestNeeds(long PromptTokens, long? AnswerTokens, int Choices, TokenPrice? Price, bool MayLower)
{
    // What an answer of a model without a known bound is taken for; the settlement has the last word.
    private const long AssumedAnswerTokens = 4096;

    /// <summary>The longest answer of a model that may stand in, in tokens. It is reserved as far as it is there.</summary>
    public long StandInTokens { get; init; }

    /// <summary>The tokens, read and written together.</summary>
    public long Tokens => PromptTokens + (Longest * Choices);

    /// <summary>The least of them that the request is content with.</summary>
    public long LeastTokens => IsSoft ? 1 : MayLower ? PromptTokens + Choices : OwnTokens;

    /// <summary>The cost, in µUSD.</summary>
    public long MicroUsd => CostOf(Longest * Choices);

    /// <summary>The least of it that the request is content with.</summary>
    public long LeastMicroUsd => IsSoft ? 1 : MayLower ? Math.Max(1, CostOf(Choices)) : OwnMicroUsd;

    /// <summary>Whether the request costs something.</summary>
    public bool CostsMoney => Price is { } price && price != default;

    // Without any bound nobody could say no with right: what is left is reserved.
    private bool IsSoft => AnswerTokens is null;

    private long Answer => AnswerTokens ?? AssumedAnswerTokens;

    private long Longest => Math.Max(Answer, StandInTokens);

    private long OwnTokens => PromptTokens + (Answer * Choices);

    private long OwnMicroUsd => CostOf(Answer * Choices);

    /// <summary>The same, where another model may stand in: it may read a longer prompt, cost more, and write more.</summary>
    /// <param name="standIn">What the call may use there.</param>
    public RequestNeeds Or(RequestNeeds standIn) => this with
    {
        PromptTokens = Math.Max(PromptTokens, standIn.PromptTokens),
        Price = TokenPrice.Higher(Price, standIn.Price),
        StandInTokens = Math.Max(StandInTokens, standIn.Answer),
    };

    /// <summary>The longest answer that fits into what was reserved, in tokens for each choice.</summary>
    /// <param name="tokens">What was reserved of the tokens; null: no limit counts them.</param>
    /// <param name="microUsd">What was reserved of the money; null: no limit counts it.</param>
    /// <returns>Null: all that the request allows.</returns>
    public long? Lowered(long? tokens, long? microUsd)
    {
        if (IsSoft)
        {
            return null;
        }

        var longest = Answer;
        if (tokens is { } held && held < OwnTokens)
        {
            longest = Math.Min(longest, (held - PromptTokens) / Choices);
        }

        if (microUsd is { } money && money < OwnMicroUsd && Price is { OutputFemtoUsd: > 0 } price)
        {
            longest = Math.Min(longest, price.TokensFor(money, PromptTokens) / Choices);
        }

        return longest < Answer ? Math.Max(1, longest) : null;
    }

    private long CostOf(long answerTokens) => Price?.CostMicroUsd(PromptTokens, answerTokens) ?? 0;
}
