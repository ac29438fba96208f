using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace AkashChat.TestKit.OpenId;

/// <summary>What a provider decides itself: who somebody is, and what is said about them. OpenIddict does the protocol around it.</summary>
internal sealed class Endpoints(OpenIdServer server)
{
    // Browsers send the cookies of 127.0.0.1 to all its ports: the name must not be one of the product's.
    private const string Cookie = "test-provider";
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    /// <summary>Maps them.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        string[] getOrPost = [HttpMethods.Get, HttpMethods.Post];
        routes.MapMethods(Addresses.Authorize, getOrPost, AuthorizeAsync);
        routes.MapMethods(Addresses.UserInfo, getOrPost, TellAsync);
        routes.MapMethods(Addresses.Logout, getOrPost, LogoutAsync);
        routes.MapGet("/", context => context.Response.WriteAsync("Signed out of the test provider."));
    }

    private async Task AuthorizeAsync(HttpContext context)
    {
        var request = context.GetOpenIddictServerRequest()!;
        if (request[LoginPage.Cancel] is not null)
        {
            await RefuseAsync(context, Errors.AccessDenied);
        }
        else if (Recognize(context, request) is { } person)
        {
            await context.SignInAsync(Scheme, new ClaimsPrincipal(Describe(person, request)));
        }
        else if (request.HasPromptValue(PromptValues.None))
        {
            await RefuseAsync(context, Errors.LoginRequired);
        }
        else
        {
            var parameters = request.GetParameters().Where(parameter => parameter.Key != LoginPage.Person);
            context.Response.ContentType = "text/html; charset=utf-8";
            await context.Response.WriteAsync(LoginPage.Write(
                server.People.Names, parameters.Select(parameter => KeyValuePair.Create(parameter.Key, (string)parameter.Value!))));
        }
    }

    private Person? Recognize(HttpContext context, OpenIddictRequest request)
    {
        if (server.People.Find((string?)request[LoginPage.Person]) is { } person)
        {
            context.Response.Cookies.Append(Cookie, server.People.StartSession(person), new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax });
            return person;
        }

        return request.HasPromptValue(PromptValues.Login) ? null : server.People.FindBySession(context.Request.Cookies[Cookie]);
    }

    private async Task TellAsync(HttpContext context)
    {
        var ticket = await context.AuthenticateAsync(Scheme);
        if (server.People.FindBySubject(ticket.Principal?.GetClaim(Claims.Subject)) is not { } person)
        {
            await context.ChallengeAsync(Scheme);
            return;
        }

        var subject = server.Lie == Lie.UserInfoOfAnother ? "auth0|another" : person.Subject;
        var claims = new Dictionary<string, object>(StringComparer.Ordinal) { [Claims.Subject] = subject };
        if (ticket.Principal!.HasScope(Scopes.Profile))
        {
            claims[Claims.Name] = person.Name;
        }

        if (ticket.Principal!.HasScope(Scopes.Email) && person.Email is not null)
        {
            claims[Claims.Email] = person.Email;
            claims[Claims.EmailVerified] = person.IsEmailVerified;
        }

        await context.Response.WriteAsJsonAsync(claims);
    }

    private async Task LogoutAsync(HttpContext context)
    {
        server.People.EndSession(context.Request.Cookies[Cookie]);
        context.Response.Cookies.Delete(Cookie);
        await context.SignOutAsync(Scheme, new AuthenticationProperties { RedirectUri = "/" });
    }

    private static ClaimsIdentity Describe(Person person, OpenIddictRequest request)
    {
        var identity = new ClaimsIdentity(Scheme, Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, person.Subject);
        identity.SetClaim(Claims.Name, person.Name);
        if (person.Email is not null)
        {
            identity.SetClaim(Claims.Email, person.Email).SetClaim(Claims.EmailVerified, person.IsEmailVerified);
        }

        identity.SetScopes(request.GetScopes());
        identity.SetDestinations(claim => claim.Type switch
        {
            Claims.Name when identity.HasScope(Scopes.Profile) => [Destinations.IdentityToken],
            Claims.Email or Claims.EmailVerified when identity.HasScope(Scopes.Email) => [Destinations.IdentityToken],
            _ => [],
        });
        return identity;
    }

    private static Task RefuseAsync(HttpContext context, string error) => context.ForbidAsync(
        Scheme, new AuthenticationProperties(new Dictionary<string, string?> { [OpenIddictServerAspNetCoreConstants.Properties.Error] = error }));
}
