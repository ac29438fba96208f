using System.Collections.Immutable;
using AkashChat.Domain.Catalog;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Says which groups stand in for the one that a call asks for.</summary>
internal static class StandIns
{
    /// <summary>One reason for each list of stand-ins that there may be.</summary>
    public static ReadOnlySpan<FailureKind> Reasons => [FailureKind.ServiceUnavailable, FailureKind.ContextWindow, FailureKind.ContentPolicy];

    /// <summary>Whether anybody may stand in for whatever a call asks for.</summary>
    public static bool ArePossible(CallNeeds call) => !call.Controls.DisableFallbacks
        && (call.Controls.Fallbacks.IsDefault ? !ReferenceEquals(call.Table.Rules.Fallbacks, FallbackRules.None) : !call.Controls.Fallbacks.IsEmpty);

    /// <summary>The groups, in the order in which they are asked.</summary>
    /// <param name="call">The call.</param>
    /// <param name="group">The group that it asks for.</param>
    /// <param name="reason">Why that one does not answer.</param>
    public static List<ModelGroup> Of(CallNeeds call, ModelGroup group, FailureKind reason)
    {
        var names = NamesFor(call, group, reason);
        var most = call.Table.Rules.Fallbacks.Max;
        var found = new List<ModelGroup>();
        for (var index = 0; index < names.Length && found.Count < most; index++)
        {
            // The same servers would fail the same way.
            if (call.Table.Find(names[index]) is { } next && next.Name != group.Name && !found.Exists(other => other.Name == next.Name))
            {
                found.Add(next);
            }
        }

        return found;
    }

    /// <summary>The names of those that would stand in, whether there are such models or not.</summary>
    public static ImmutableArray<string> NamesFor(CallNeeds call, ModelGroup group, FailureKind reason)
    {
        if (call.Controls.DisableFallbacks)
        {
            return [];
        }

        if (call.Controls.Fallbacks is not { IsDefault: false } asked)
        {
            return call.Table.Rules.Fallbacks.For(group.Pattern ?? group.Name, reason);
        }

        // What the caller names itself it must be allowed to call.
        return reason == FailureKind.BadRequest ? [] : asked.RemoveAll(name => !call.Key.Limits.Allows(name));
    }
}
