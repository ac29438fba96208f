using AkashChat.Application.Gateway;
using AkashChat.Domain.Common;
using AkashChat.Infrastructure.Catalog;
using AkashChat.Infrastructure.Gateway.Limits;

namespace AkashChat.Infrastructure.Settings;

/// <summary>Reads the settings of the backend.</summary>
internal static class GatewaySettings
{
    /// <summary>The LiteLLM proxy; null: there is none.</summary>
    internal static LiteLlmOptions? LiteLlm(SettingValues values)
    {
        var role = Role(values);
        if (values.Text(SettingNames.LiteLlmEndpoint) is not { } endpoint)
        {
            if (values.Text(SettingNames.LiteLlmAdminKey) is not null)
            {
                values.Fault($"{SettingNames.LiteLlmAdminKey} is set without {SettingNames.LiteLlmEndpoint}");
            }

            return null;
        }

        if (values.Text(SettingNames.Upstream) is not null)
        {
            values.Fault($"{SettingNames.Upstream} and {SettingNames.LiteLlmEndpoint} are both set: calls can go to one of them");
        }

        if (values.Text(SettingNames.LiteLlmAdminKey) is not { } adminKey)
        {
            return values.Fault<LiteLlmOptions>($"{SettingNames.LiteLlmEndpoint} is set without {SettingNames.LiteLlmAdminKey}");
        }

        if (!ConfigFileReader.IsVisibleAscii(adminKey))
        {
            values.Fault($"{SettingNames.LiteLlmAdminKey} has characters that no HTTP header can carry");
        }

        return ConfigFileReader.AddressOf(endpoint) is { } address
            ? new LiteLlmOptions(address, new SecretText(adminKey), role)
            : values.Fault<LiteLlmOptions>($"{SettingNames.LiteLlmEndpoint} is not an http or https address without credentials, query and fragment");
    }

    /// <summary>How Redis keeps the limits.</summary>
    internal static RedisLimitOptions RedisLimits(SettingValues values)
    {
        var options = new RedisLimitOptions();
        var policy = values.Text(SettingNames.LimitsWhenRedisFails);
        if (policy is not (null or "local" or "refuse"))
        {
            values.Fault($"{SettingNames.LimitsWhenRedisFails} is neither local nor refuse");
        }

        return options with
        {
            DecideLocally = policy is null ? options.DecideLocally : policy == "local",
            LocalSharePercent = values.Whole(SettingNames.LimitsLocalShare, 1, 100) ?? options.LocalSharePercent,
            Timeout = values.Whole(SettingNames.LimitsRedisTimeout, 5, 5_000) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : options.Timeout,
        };
    }

    /// <summary>What is set and has no effect.</summary>
    internal static IReadOnlyList<string> Notices(SettingValues values)
    {
        var notices = new List<string>();
        if (values.Text(SettingNames.LiteLlmTeam) is not null)
        {
            notices.Add($"{SettingNames.LiteLlmTeam} has no effect: the teams are {SettingNames.TeamPermissionless} and {SettingNames.TeamExtended}");
        }

        if (values.Text(SettingNames.LiteLlmEndpoint) is null && values.Text(SettingNames.LiteLlmUserRole) is not null)
        {
            notices.Add($"{SettingNames.LiteLlmUserRole} has no effect without {SettingNames.LiteLlmEndpoint}");
        }

        if (values.Text(SettingNames.LiteLlmEndpoint) is not null && values.Text(SettingNames.Config) is { } config)
        {
            notices.Add($"{config} ({SettingNames.Config}) has no effect: the models are those of the LiteLLM proxy");
        }

        return notices;
    }

    private static string Role(SettingValues values)
    {
        var role = values.Text(SettingNames.LiteLlmUserRole) ?? LiteLlmOptions.DefaultUserRole;
        if (!LiteLlmOptions.UserRoles.Contains(role))
        {
            values.Fault($"{SettingNames.LiteLlmUserRole} is none of {string.Join(", ", LiteLlmOptions.UserRoles)}: users of the portal administer nothing");
        }

        return role;
    }
}
