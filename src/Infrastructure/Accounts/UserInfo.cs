using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace AkashChat.Infrastructure.Accounts;

/// <summary>Asks the provider's user info for the address, where the id token does not tell it.</summary>
internal static class UserInfo
{
    internal const string Email = "email";
    internal const string EmailVerified = "email_verified";
    private const string Subject = "sub";

    /// <summary>Adds the address and whether it is verified to what the id token said. Both come from the same place, so that they belong together.</summary>
    /// <exception cref="AuthenticationFailureException">The user info is about somebody else, or cannot be read.</exception>
    internal static async Task CompleteAsync(TokenValidatedContext context)
    {
        var identity = (ClaimsIdentity)context.Principal!.Identity!;
        if (identity.FindFirst(Email) is not null && identity.FindFirst(EmailVerified) is not null)
        {
            return;
        }

        var provider = await context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted);
        if (provider.UserInfoEndpoint is not { Length: > 0 } endpoint || context.TokenEndpointResponse?.AccessToken is not { Length: > 0 } token)
        {
            return;
        }

        using var info = await AskAsync(context, endpoint, token);
        if (TextOf(info, Subject) is not { } subject || subject != identity.FindFirst(Subject)?.Value)
        {
            throw new AuthenticationFailureException("The user info is about somebody else.");
        }

        foreach (var name in new[] { Email, EmailVerified })
        {
            identity.TryRemoveClaim(identity.FindFirst(name));
            if (TextOf(info, name) is { } value)
            {
                identity.AddClaim(new Claim(name, value));
            }
        }
    }

    private static async Task<JsonDocument> AskAsync(TokenValidatedContext context, string endpoint, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await context.Options.Backchannel.SendAsync(request, context.HttpContext.RequestAborted);
        if (!answer.IsSuccessStatusCode)
        {
            throw new AuthenticationFailureException("The user info was refused.");
        }

        try
        {
            return await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(context.HttpContext.RequestAborted));
        }
        catch (JsonException)
        {
            throw new AuthenticationFailureException("The user info cannot be read.");
        }
    }

    private static string? TextOf(JsonDocument info, string name) =>
        info.RootElement.ValueKind == JsonValueKind.Object && info.RootElement.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String or JsonValueKind.True or JsonValueKind.False
            ? value.ToString()
            : null;
}
