namespace AkashChat.TestKit.OpenId;

/// <summary>Where a provider answers: the same paths as Auth0's.</summary>
internal static class Addresses
{
    public const string Discovery = "/.well-known/openid-configuration";
    public const string Keys = "/.well-known/jwks.json";
    public const string Authorize = "/authorize";
    public const string Token = "/oauth/token";
    public const string UserInfo = "/userinfo";
    public const string Logout = "/oidc/logout";
}
