using AkashChat.TestKit.Upstream;
using Microsoft.AspNetCore.Http;

namespace AkashChat.TestKit.OpenId;

/// <summary>How often each endpoint of a provider was asked, whatever it answered.</summary>
public sealed class Visits
{
    /// <summary>Reads of the discovery document.</summary>
    public Tally Discovery { get; } = new("Reads of the discovery document");

    /// <summary>Browsers that a client sent to sign in.</summary>
    public Tally Authorize { get; } = new("Visits of the authorization endpoint");

    /// <summary>Login forms that people sent.</summary>
    public Tally Login { get; } = new("Login forms");

    /// <summary>Requests for tokens.</summary>
    public Tally Token { get; } = new("Visits of the token endpoint");

    /// <summary>Requests for user info.</summary>
    public Tally UserInfo { get; } = new("Visits of the user info");

    /// <summary>Browsers that a client sent to sign out.</summary>
    public Tally Logout { get; } = new("Visits of the logout endpoint");

    internal void Count(HttpRequest request)
    {
        var tally = request.Path.Value switch
        {
            Addresses.Discovery => Discovery,
            Addresses.Authorize => HttpMethods.IsPost(request.Method) ? Login : Authorize,
            Addresses.Token => Token,
            Addresses.UserInfo => UserInfo,
            Addresses.Logout => Logout,
            _ => null,
        };
        tally?.Add(1);
    }
}
