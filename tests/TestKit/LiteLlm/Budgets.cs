using System.Globalization;
using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>Whether the money of owner, team and key lasts. What is spent may reach the bound, not pass it.</summary>
internal static class Budgets
{
    public static void Demand(Call call)
    {
        if (call.Caller.Key is not { } key)
        {
            return;
        }

        // A key of a team is not bound by what its owner may spend.
        var team = call.State.FindTeam(call.Caller.TeamId);
        if (team is null && call.State.FindUser(call.Caller.UserId) is { } user && IsSpent(call, user) is (var userSpend, var userMost))
        {
            throw Exceeded(call, $"ExceededBudget: User={call.Caller.UserId} over budget. Spend={userSpend}, Budget={userMost}");
        }

        if (team is not null && IsSpent(call, team) is (var teamSpend, var teamMost))
        {
            throw Exceeded(call, $"Budget has been exceeded! Team={call.Caller.TeamId} Current cost: {teamSpend}, Max budget: {teamMost}");
        }

        if (IsSpent(call, key) is (var spend, var most))
        {
            throw Exceeded(call, $"Budget has been exceeded! Current cost: {spend}, Max budget: {most}");
        }
    }

    private static (string Spend, string Most)? IsSpent(Call call, JsonObject row)
    {
        // A window that is over counts anew, as after the proxy's own job.
        if (row.Time("budget_reset_at") is { } reset && reset <= call.State.Now)
        {
            row["spend"] = 0.0;
            row["budget_reset_at"] = Durations.NextReset(row.Text("budget_duration"), call.State.Now) is { } next ? call.State.Write(next) : null;
        }

        return row.Number("max_budget") is { } most && row.Number("spend") >= most ? (Text(row.Number("spend")!.Value), Text(most)) : null;
    }

    private static Refusal Exceeded(Call call, string message) => Envelopes.Error(call.State.IsOld ? 400 : 429, "budget_exceeded", message, null);

    private static string Text(double number) =>
        number % 1 == 0 ? number.ToString("F1", CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture);
}
