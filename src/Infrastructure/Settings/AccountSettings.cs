using System.Globalization;
using AkashChat.Application.Accounts;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Infrastructure.Settings;

/// <summary>Reads the settings about people: the OpenID provider, the terms, operators, and how often acts are allowed.</summary>
internal static class AccountSettings
{
    private const int StateSecretMinLength = 32;

    /// <summary>The OpenID provider; null: not one of its settings is there.</summary>
    internal static OpenIdOptions? OpenId(SettingValues values)
    {
        string[] needed = [SettingNames.OpenIdIssuer, SettingNames.OpenIdBaseUrl, SettingNames.OpenIdClientId, SettingNames.OpenIdClientSecret];
        var missing = needed.Where(name => values.Text(name) is null).ToArray();
        var stateSecret = values.Text(SettingNames.OpenIdStateSecret);
        if (missing.Length == needed.Length && stateSecret is null)
        {
            return null;
        }

        foreach (var name in missing)
        {
            values.Fault($"{name} is missing: sign-in needs {string.Join(", ", needed)}");
        }

        if (stateSecret?.Length < StateSecretMinLength)
        {
            values.Fault($"{SettingNames.OpenIdStateSecret} has fewer than {StateSecretMinLength} characters");
        }

        var issuer = values.Address(SettingNames.OpenIdIssuer);
        var baseAddress = values.Address(SettingNames.OpenIdBaseUrl);
        return issuer is null || baseAddress is null || missing.Length > 0
            ? null
            : new OpenIdOptions(
                issuer,
                baseAddress,
                values.Text(SettingNames.OpenIdClientId)!,
                new SecretText(values.Text(SettingNames.OpenIdClientSecret)!),
                stateSecret is null ? null : new SecretText(stateSecret));
    }

    /// <summary>Which texts are in force.</summary>
    internal static TermsOptions Terms(SettingValues values)
    {
        var builtIn = new TermsOptions();
        var version = values.Text(SettingNames.TermsVersion);
        var address = values.Address(SettingNames.TermsUrl);
        if (version is not null && !DateOnly.TryParseExact(version, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            values.Fault($"{SettingNames.TermsVersion} is not a day such as 2026-11-01");
        }

        if (address is not null && version is null)
        {
            values.Fault($"{SettingNames.TermsUrl} is set without {SettingNames.TermsVersion}: a consent must say which text it is for");
        }

        return new TermsOptions
        {
            Version = version ?? builtIn.Version,
            Address = address?.ToString() ?? builtIn.Address,
            PrivacyAddress = values.Address(SettingNames.PrivacyUrl)?.ToString() ?? builtIn.PrivacyAddress,
        };
    }

    /// <summary>Who the operators are.</summary>
    internal static AdminOptions Admins(SettingValues values)
    {
        var users = new HashSet<UserId>();
        foreach (var part in values.Parts(SettingNames.Admins))
        {
            if (Guid.TryParseExact(part, "D", out var id))
            {
                users.Add(new UserId(id));
            }
            else
            {
                values.Fault($"{SettingNames.Admins} has an entry that is not an account id, as the account page shows it: {part}");
            }
        }

        return new AdminOptions(users);
    }

    /// <summary>How often acts are allowed.</summary>
    internal static ActLimits ActLimits(SettingValues values)
    {
        var usual = new ActLimits();
        return new ActLimits
        {
            Issuing = Allowance(values, SettingNames.LimitIssuing) ?? usual.Issuing,
            SignIn = Allowance(values, SettingNames.LimitSignIn) ?? usual.SignIn,
            Recovery = Allowance(values, SettingNames.LimitRecovery) ?? usual.Recovery,
            Rotation = Allowance(values, SettingNames.LimitRotation) ?? usual.Rotation,
            LeakReport = Allowance(values, SettingNames.LimitLeakReports) ?? usual.LeakReport,
        };
    }

    private static ActAllowance? Allowance(SettingValues values, string name)
    {
        if (values.Text(name) is not { } text)
        {
            return null;
        }

        var numbers = text.Split('/', StringSplitOptions.TrimEntries)
            .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)
            .ToArray();
        return numbers is [>= 0, >= 0, >= 0]
            ? new ActAllowance(numbers[0], numbers[1], numbers[2])
            : values.Fault<ActAllowance>($"{name} is not three whole numbers for a person, a network and the service a day, such as 20/500/100000");
    }
}
