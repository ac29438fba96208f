using AkashChat.Api.Common;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Common;
using AkashChat.Infrastructure.Settings;
using AkashChat.Web.Hosting;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Architecture.Tests;

/// <summary>What shows only when the whole is put together: a missing handler, a route that nobody thought of guarding.</summary>
public sealed class CompositionTests
{
    // Composed, never started: it opens nothing that would have to be closed.
    private static readonly WebApplication Host = AkashChatHost.Build(new ServiceSettings { Port = 0 });

    [Fact]
    public void EveryMessage_HasExactlyOneHandler()
    {
        using var scope = Host.Services.CreateScope();
        var messages =
            from type in House.Application.GetTypes()
            from contract in type.GetInterfaces()
            where type is { IsInterface: false } && contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IMessage<>)
            select (Message: type, Answer: contract.GetGenericArguments()[0]);

        Rule.HoldsForAll(
            messages,
            item => scope.ServiceProvider.GetServices(HandlerOf(item.Message, item.Answer)).Count() == 1,
            item => item.Message.Name,
            atLeast: 5);
    }

    [Fact]
    public void EveryRoute_DemandsASignInOrSaysThatItDoesNot() => Rule.HoldsForAll(
        Routes().Where(route => route.Metadata.GetMetadata<PageActionDescriptor>() is null),
        route => route.Metadata.GetMetadata<IAuthorizeData>() is not null || route.Metadata.GetMetadata<IAllowAnonymous>() is not null,
        route => $"{route.DisplayName} ({route.RoutePattern.RawText})",
        atLeast: 5);

    [Fact]
    public void RouteNames_AreUnique()
    {
        var names = Routes().Select(route => route.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName).OfType<string>().ToArray();

        Assert.NotEmpty(names);
        Assert.Equal(names.Length, names.Distinct(StringComparer.Ordinal).Count());
    }

    private static Type HandlerOf(Type message, Type answer) =>
        typeof(IRequestHandler<,>).MakeGenericType(message, typeof(Result<>).MakeGenericType(answer));

    private static IEnumerable<RouteEndpoint> Routes()
    {
        Host.Services.GetRequiredService<LateEndpoints>().RequireAsync().GetAwaiter().GetResult();
        return ((IEndpointRouteBuilder)Host).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();
    }
}
