namespace AkashChat.Application.Usage.TakeOver;

/// <summary>What becomes of a limit that we cannot express as it was.</summary>
public enum RemarkKind
{
    /// <summary>The key may do more than before.</summary>
    Looser = 0,

    /// <summary>The key may do less than before.</summary>
    Narrower = 1,

    /// <summary>Something that limits nothing is not taken over.</summary>
    LeftBehind = 2,
}

/// <summary>Something that is not with a key as it was at the proxy.</summary>
/// <param name="Kind">What becomes of it.</param>
/// <param name="Text">What it is, for the operator.</param>
public sealed record Remark(RemarkKind Kind, string Text)
{
    internal static readonly Remark LifetimeBudget = new(
        RemarkKind.Looser, "a budget without a window: what is left of it now is the budget of every calendar month");

    internal static readonly Remark ShortBudget = new(
        RemarkKind.Looser, "a budget for less than a month: 28 days' worth of it is the budget of a calendar month, and may be spent at once");

    internal static readonly Remark SharedLimits = new(
        RemarkKind.Looser, "limits that a user, team, organisation, project or member has for all keys together: each key has them for itself");

    internal static readonly Remark ModelLimits = new(RemarkKind.Looser, "limits or budgets of single models: not carried");

    internal static readonly Remark Guardrails = new(RemarkKind.Looser, "guardrails, policies or enforced parameters: not carried");

    internal static readonly Remark ObjectPermissions = new(
        RemarkKind.Looser, "object permissions (tool servers, vector stores, agents, models): not carried");

    internal static readonly Remark Blocked = new(
        RemarkKind.Looser, "blocked: the key is switched off, and an owner who signs in can switch it on again");

    internal static readonly Remark UnknownScope = new(
        RemarkKind.Looser, "a team, user, organisation, project or budget that is not in the database: its limits are unknown");

    internal static readonly Remark LongBudget = new(
        RemarkKind.Narrower, "a budget for more than a month: 28 days' share of it is the budget of a calendar month");

    internal static readonly Remark RaisedBudget = new(RemarkKind.Narrower, "a temporary increase of the budget: not carried");

    internal static readonly Remark Tokens = new(RemarkKind.Narrower, "tokens per minute: read and written ones count together");

    internal static readonly Remark Wildcards = new(
        RemarkKind.Narrower, "patterns of model names: the models on offer now that match, not those to come");

    internal static readonly Remark AccessGroups = new(RemarkKind.Narrower, "groups of models (access groups): not carried, only names of models are");

    internal static readonly Remark TeamModelsWithoutTeam = new(RemarkKind.Narrower, "the models of its team, but it has none: no model is allowed");

    internal static readonly Remark NotOffered = new(RemarkKind.Narrower, "names of models that are not on offer here: kept, for when they are");

    internal static readonly Remark Aliases = new(RemarkKind.Narrower, "other names for models (aliases): not carried");

    internal static readonly Remark Rotation = new(RemarkKind.LeftBehind, "rotation from time to time: not carried");

    internal static readonly Remark Metadata = new(RemarkKind.LeftBehind, "metadata and tags: not carried");
}
