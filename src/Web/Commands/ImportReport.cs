using System.Globalization;
using AkashChat.Application.Usage.TakeOver;
using AkashChat.Infrastructure.Settings;

namespace AkashChat.Web.Commands;

/// <summary>What <c>import-litellm</c> says at its end.</summary>
internal static class ImportReport
{
    private const int MostListed = 50;

    internal static async Task WriteAsync(TakeOverReport report, ServiceSettings settings, bool isTrial, TextWriter output)
    {
        await output.WriteLineAsync(isTrial ? "Dry run: nothing was changed. This is what would be." : "Imported.");
        await output.WriteLineAsync();
        await WriteLinesAsync(output, $"Keys: {report.Found} found",
        [
            ("taken over", report.Taken),
            ("  that work", report.TakenActive),
            ("  past their end", report.TakenExpired),
            ("  switched off (blocked)", report.TakenSwitchedOff),
            ("already there, unchanged", report.AlreadyThere),
            ("already there, but different: not touched", report.Different.Count),
            .. report.Skipped.OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => ($"skipped: {item.Key}", item.Value)),
        ]);
        await WriteLinesAsync(output, $"Accounts: {report.UsersFound} users found",
        [
            ("accounts made", report.AccountsMade),
            ("  whose person finds them after signing in", report.AccountsWithSignIn),
            ("teams made", report.TeamsMade),
            ("keys with what was spent of their running budget", report.OpeningRecords),
            ("keys with an old secret that still works", report.OldSecrets),
        ]);
        await WriteRemarksAsync(report, RemarkKind.Looser, "Looser than before (keys)", output);
        await WriteRemarksAsync(report, RemarkKind.Narrower, "Narrower than before (keys)", output);
        await WriteRemarksAsync(report, RemarkKind.LeftBehind, "Left behind, limits nothing (keys)", output);
        await WriteDifferentAsync(report, output);
        await WriteHintsAsync(report, settings, output);
    }

    private static Task WriteRemarksAsync(TakeOverReport report, RemarkKind kind, string title, TextWriter output) => WriteLinesAsync(
        output,
        title,
        [.. report.Remarks.Where(item => item.Key.Kind == kind).OrderByDescending(item => item.Value).Select(item => (item.Key.Text, item.Value))]);

    private static async Task WriteLinesAsync(TextWriter output, string title, IReadOnlyCollection<(string Text, int Number)> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        await output.WriteLineAsync(title);
        foreach (var (text, number) in lines)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{number,9}  {text}"));
        }

        await output.WriteLineAsync();
    }

    private static async Task WriteDifferentAsync(TakeOverReport report, TextWriter output)
    {
        if (report.Different.Count == 0)
        {
            return;
        }

        await output.WriteLineAsync("Different here than there, and left as they are here");
        foreach (var key in report.Different.Take(MostListed))
        {
            await output.WriteLineAsync($"  {key.Id} ({key.Preview}): {key.How}");
        }

        if (report.Different.Count > MostListed)
        {
            await output.WriteLineAsync($"  and {report.Different.Count - MostListed} more");
        }

        await output.WriteLineAsync();
    }

    private static async Task WriteHintsAsync(TakeOverReport report, ServiceSettings settings, TextWriter output)
    {
        if (report.Taken == 0)
        {
            return;
        }

        await output.WriteLineAsync("Limits that came with a key are its own: an owner who signs in may widen them up to those of the tier (AKASHCHAT_EXTENDED_*).");
        await output.WriteLineAsync("Nobody's consent was taken over: the terms are asked for at the next act. Keys work without it.");
        if (settings.OpenId is null)
        {
            await output.WriteLineAsync($"{SettingNames.OpenIdIssuer} is not set: no account was connected with a sign-in, and a later import does not do it either.");
        }
    }
}
