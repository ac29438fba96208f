using AkashChat.Domain.Common;

namespace AkashChat.Application.Accounts;

/// <summary>The OpenID provider of the extended tier: Auth0, or any other that speaks OpenID Connect.</summary>
/// <param name="Issuer">The provider's issuer (<c>AUTH0_ISSUER_BASE_URL</c>); its discovery document is below it.</param>
/// <param name="BaseAddress">Where browsers reach us (<c>AUTH0_BASE_URL</c>); the provider sends them back to there.</param>
/// <param name="ClientId">Our name at the provider.</param>
/// <param name="ClientSecret">Our password at the provider.</param>
/// <param name="StateSecret">Mixed into what protects a sign-in under way (<c>AUTH0_SECRET</c>); null: the service's own keys alone.</param>
public sealed record OpenIdOptions(Uri Issuer, Uri BaseAddress, string ClientId, SecretText ClientSecret, SecretText? StateSecret);
