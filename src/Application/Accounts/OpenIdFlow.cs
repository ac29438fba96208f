using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Application.Accounts;

/// <summary>What the API and the adapter of the OpenID provider have agreed on: the API starts and completes a sign-in, the adapter does the protocol between.</summary>
public static class OpenIdFlow
{
    /// <summary>The authentication scheme that sends a browser to the provider.</summary>
    public const string Scheme = "OpenId";

    /// <summary>Where the provider sends browsers back to. The adapter leaves a <see cref="ProviderAnswer"/> with the request, and the API's route goes on with it.</summary>
    public const string CallbackPath = "/api/auth/callback";

    /// <summary>The item of a sign-in's sealed properties that names the account it is to be attached to.</summary>
    public const string AttachTo = "attach-to";
}

/// <summary>What a browser brought back from the provider, checked in all that the protocol asks for.</summary>
/// <param name="Identity">Who it is, or why the sign-in came to nothing.</param>
/// <param name="ReturnTo">Where the visitor wanted to go; null: unknown.</param>
/// <param name="AttachTo">The account that the sign-in is to be attached to; null: none.</param>
public sealed record ProviderAnswer(Result<ExternalIdentity> Identity, string? ReturnTo, UserId? AttachTo);
