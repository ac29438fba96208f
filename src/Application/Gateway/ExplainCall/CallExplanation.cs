using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.Routing;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Gateway.ExplainCall;

/// <summary>What a call would meet. What its key may not know is not in it: of a model that it may not call, nothing.</summary>
public sealed record CallExplanation
{
    /// <summary>What would be asked: the path behind <c>/v1/</c>.</summary>
    public required string Route { get; init; }

    /// <summary>The model that the call names.</summary>
    public required string Model { get; init; }

    /// <summary>The model that this means; null: none, or none that the key may call.</summary>
    public ModelGroup? Group { get; init; }

    /// <summary>By what it was found.</summary>
    public ModelMatch Match { get; init; }

    /// <summary>Whether the answer would be a stream.</summary>
    public bool IsStreamed { get; init; }

    /// <summary>What it may use at the most.</summary>
    public required RequestNeeds Needs { get; init; }

    /// <summary>The longest answer that would be reserved, where that is less than the call allows; null: it is not less.</summary>
    public long? LoweredMaxTokens { get; init; }

    /// <summary>Where its limits stand; none was changed.</summary>
    public required IReadOnlyList<LimitState> Limits { get; init; }

    /// <summary>The model's deployments; null: there is no such model for this key.</summary>
    public GroupOutlook? Deployments { get; init; }

    /// <summary>The models that stand in, in the order in which they would be asked.</summary>
    public IReadOnlyList<GroupOutlook> StandIns { get; init; } = [];

    /// <summary>Whether a kept answer would do, so that no deployment is asked.</summary>
    public bool IsKept { get; init; }

    /// <summary>What the call would be answered with instead of an answer; null: it would be sent.</summary>
    public Error? Refusal { get; init; }

    /// <summary>The model whose deployments would be asked first; null: none.</summary>
    public string? AskedFirst => Refusal is not null || IsKept ? null
        : Deployments is { Failure: null } ? Deployments.Model
        : StandIns.FirstOrDefault(standIn => standIn is { Failure: null, Refusal: null })?.Model;

    /// <summary>When that was so.</summary>
    public required DateTimeOffset TakenAt { get; init; }
}
