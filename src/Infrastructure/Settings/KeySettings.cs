using System.Globalization;
using AkashChat.Application.Keys;
using AkashChat.Application.Keys.Challenges;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;

namespace AkashChat.Infrastructure.Settings;

/// <summary>Reads the settings about keys: what each team's may be, and how one without an account is paid for.</summary>
internal static class KeySettings
{
    private const int MaxDays = 3_650;
    private const int MaxKeys = 1_000;
    private const string ProofOfWork = "proof-of-work";
    private const string RecaptchaV2 = "recaptcha-v2";

    private static readonly Dictionary<string, (CaptchaProvider Provider, string Secret, string[] Site)> Captchas = new(StringComparer.Ordinal)
    {
        [RecaptchaV2] = (CaptchaProvider.RecaptchaV2, SettingNames.RecaptchaSecret, [SettingNames.RecaptchaSite, SettingNames.RecaptchaSiteLegacy]),
        ["recaptcha-v3"] = (CaptchaProvider.RecaptchaV3, SettingNames.RecaptchaSecret, [SettingNames.RecaptchaSite, SettingNames.RecaptchaSiteLegacy]),
        ["turnstile"] = (CaptchaProvider.Turnstile, SettingNames.TurnstileSecret, [SettingNames.TurnstileSite]),
        ["hcaptcha"] = (CaptchaProvider.HCaptcha, SettingNames.HCaptchaSecret, [SettingNames.HCaptchaSite]),
    };

    /// <summary>What each team's keys may be.</summary>
    internal static KeyPolicies Policies(SettingValues values)
    {
        var lastEnd = LastEnd(values);
        var parallel = values.Whole(SettingNames.MaxParallelRequests, 1, 100_000);
        return new KeyPolicies
        {
            Permissionless = new KeyPolicy
            {
                Lifetime = Days(values, SettingNames.PermissionlessKeyDays) ?? KeyPolicy.Permissionless.Lifetime,
                MaxActiveKeys = values.Whole(SettingNames.PermissionlessMaxKeys, 1, MaxKeys) ?? KeyPolicy.Permissionless.MaxActiveKeys,
                LastEnd = lastEnd,
                Limits = new KeyLimits
                {
                    ParallelRequests = parallel,
                    RequestsPerMinute = values.Whole(SettingNames.PermissionlessRequestsPerMinute, 1, int.MaxValue),
                    TokensPerMinute = values.Whole(SettingNames.PermissionlessTokensPerMinute, 1, int.MaxValue),
                    BudgetMicroUsd = MicroUsd(values, SettingNames.PermissionlessBudgetUsd),
                    Models = Models(values, SettingNames.PermissionlessModels),
                },
            },
            Extended = new KeyPolicy
            {
                Lifetime = Days(values, SettingNames.ExtendedKeyDays) ?? KeyPolicy.Extended.Lifetime,
                MaxActiveKeys = values.Whole(SettingNames.ExtendedMaxKeys, 1, MaxKeys) ?? KeyPolicy.Extended.MaxActiveKeys,
                LastEnd = lastEnd,
                Limits = new KeyLimits
                {
                    ParallelRequests = parallel,
                    RequestsPerMinute = values.Whole(SettingNames.ExtendedRequestsPerMinute, 1, int.MaxValue),
                    TokensPerMinute = values.Whole(SettingNames.ExtendedTokensPerMinute, 1, int.MaxValue),
                    BudgetMicroUsd = MicroUsd(values, SettingNames.ExtendedBudgetUsd),
                    Models = Models(values, SettingNames.ExtendedModels),
                },
            },
        };
    }

    /// <summary>How dear a key is that is paid for with computing or waiting time.</summary>
    internal static ChallengeOptions Challenge(SettingValues values)
    {
        var usual = new ChallengeOptions();
        var tickets = values.Whole(SettingNames.TicketsPerNetworkAndDay, 0, 1_000_000);

        // Beside a captcha a ticket would be the way around it, so that there is none unless the operator says how many.
        var usualTickets = ChosenCaptcha(values) is null ? usual.TicketsPerNetworkAndDay : 0;
        return usual with
        {
            Difficulty = values.Whole(SettingNames.ChallengeDifficulty, 1, Domain.Keys.ProofOfWork.MaxDifficulty) ?? usual.Difficulty,
            TicketWait = values.Whole(SettingNames.TicketWaitSeconds, 1, 600) is { } seconds ? TimeSpan.FromSeconds(seconds) : usual.TicketWait,
            TicketsPerNetworkAndDay = tickets ?? usualTickets,
        };
    }

    /// <summary>The captcha; null: the proof of work.</summary>
    internal static CaptchaOptions? Captcha(SettingValues values)
    {
        var chosen = ChosenCaptcha(values);
        ReportUnused(values, chosen);
        if (chosen is null)
        {
            return null;
        }

        if (!Captchas.TryGetValue(chosen, out var captcha))
        {
            return values.Fault<CaptchaOptions>($"{SettingNames.Challenge} is none of {ProofOfWork}, {string.Join(", ", Captchas.Keys)}");
        }

        var secret = values.Text(captcha.Secret) ?? values.Fault<string>($"{captcha.Secret} is missing: {chosen} needs it");
        var site = captcha.Site.Select(values.Text).FirstOrDefault(text => text is not null)
            ?? values.Fault<string>($"{captcha.Site[0]} is missing: {chosen} needs it");
        var hosts = values.Parts(SettingNames.CaptchaHosts);
        if (hosts.Length == 0 && values.Address(SettingNames.OpenIdBaseUrl) is { } baseAddress)
        {
            hosts = [baseAddress.Host];
        }

        if (hosts.Length == 0)
        {
            values.Fault($"{SettingNames.CaptchaHosts} is missing: a captcha solved on another site must not count, so say the names of this one");
        }

        var usual = new CaptchaOptions(captcha.Provider, site ?? string.Empty, new SecretText(secret ?? string.Empty), hosts);
        return usual with
        {
            MinScore = values.Whole(SettingNames.CaptchaMinScore, 0, 100) is { } percent ? percent / 100.0 : usual.MinScore,
            VerifyAddress = values.Address(SettingNames.CaptchaVerifyUrl),
        };
    }

    /// <summary>GitHub's messages; null: none are taken.</summary>
    internal static SecretScanningOptions? SecretScanning(SettingValues values) =>
        values.Address(SettingNames.SecretScanningKeys) is { } address ? new SecretScanningOptions(address) : null;

    // A secret for reCAPTCHA and nothing said: the service we replace then had its checkbox.
    private static string? ChosenCaptcha(SettingValues values) =>
        values.Text(SettingNames.Challenge) is { } said ? said == ProofOfWork ? null : said
        : values.Text(SettingNames.RecaptchaSecret) is null ? null : RecaptchaV2;

    private static void ReportUnused(SettingValues values, string? chosen)
    {
        var used = chosen is not null && Captchas.TryGetValue(chosen, out var captcha) ? [captcha.Secret, .. captcha.Site] : Array.Empty<string>();
        var ofCaptchas = Captchas.Values.SelectMany(known => (string[])[known.Secret, .. known.Site]).Distinct();
        string[] ofAny = chosen is null ? [SettingNames.CaptchaHosts, SettingNames.CaptchaMinScore, SettingNames.CaptchaVerifyUrl] : [];
        foreach (var name in ofCaptchas.Except(used).Concat(ofAny).Where(name => values.Text(name) is not null))
        {
            values.Fault($"{name} is set, but {SettingNames.Challenge} does not choose that captcha");
        }
    }

    private static TimeSpan? Days(SettingValues values, string name) =>
        values.Whole(name, 1, MaxDays) is { } days ? TimeSpan.FromDays(days) : null;

    private static string[]? Models(SettingValues values, string name) => values.Text(name) is null ? null : values.Parts(name);

    private static DateTimeOffset? LastEnd(SettingValues values)
    {
        if (values.Text(SettingNames.LastKeyEnd) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var end))
        {
            return end;
        }

        values.Fault($"{SettingNames.LastKeyEnd} is not a day or a time such as 2027-01-31 or 2027-01-31T12:00:00Z");
        return null;
    }

    private static long? MicroUsd(SettingValues values, string name)
    {
        if (values.Text(name) is not { } text)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var dollars) && dollars is >= 0 and <= 1_000_000_000)
        {
            return (long)(dollars * 1_000_000);
        }

        values.Fault($"{name} is not an amount of US dollars such as 5 or 0.25");
        return null;
    }
}
