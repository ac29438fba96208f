using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AkashChat.TestKit.OpenId;

/// <summary>Writes a true id token anew with one lie in it; all else stays true, the signature too unless it is the lie.</summary>
internal static class IdTokenForger
{
    private static readonly JsonWebTokenHandler Tokens = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>Forges a token.</summary>
    public static string Forge(string token, Lie lie)
    {
        var claims = JsonNode.Parse(Base64UrlEncoder.Decode(new JsonWebToken(token).EncodedPayload))!.AsObject();
        switch (lie)
        {
            case Lie.ForgedNonce:
                claims["nonce"] = "forged";
                break;
            case Lie.NoNonce:
                claims.Remove("nonce");
                break;
            case Lie.ForgedIssuer:
                claims["iss"] = "https://issuer.example/";
                break;
            case Lie.WrongAudience:
                claims["aud"] = "another-client";
                break;
            case Lie.NoSubject:
                claims.Remove("sub");
                break;
            case Lie.Expired:
                var now = claims["iat"]!.GetValue<long>();
                claims["iat"] = now - 7200;
                claims["exp"] = now - 3600;
                break;
            case Lie.UnknownKey:
                return Sign(claims, SigningKeys.Unknown);
            case Lie.NoSignature:
                return Tokens.CreateToken(claims.ToJsonString());
            default:
                return token;
        }

        return Sign(claims, SigningKeys.Published);
    }

    private static string Sign(JsonObject claims, RsaSecurityKey key) =>
        Tokens.CreateToken(claims.ToJsonString(), new SigningCredentials(key, SecurityAlgorithms.RsaSha256));
}
