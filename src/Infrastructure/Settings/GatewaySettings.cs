using AkashChat.Application.Gateway;
using AkashChat.Domain.Common;
using AkashChat.Infrastructure.Catalog;

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
