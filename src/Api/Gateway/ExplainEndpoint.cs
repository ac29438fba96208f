using AkashChat.Api.Common;
using AkashChat.Api.Swagger;
using AkashChat.Application.Common.Messaging;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Application.Gateway.ExplainCall;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;
using AkashChat.Domain.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Api.Gateway;

/// <summary>Tells what a call would meet. The call is read as <see cref="GatewayHandler"/> reads it; nothing is sent, reserved or counted.</summary>
internal static class ExplainEndpoint
{
    internal static void MapExplain(this IEndpointRouteBuilder v1)
    {
        var handler = v1.ServiceProvider.GetRequiredService<GatewayHandler>();
        v1.MapPost("/explain", ([FromQuery] string? route, HttpContext context) => HandleAsync(context, handler, route))
            .WithTags("Gateway")
            .WithSummary("Tells what a call with this body and these headers would meet, without sending it or counting it: the model, its deployments and which of them could take it, what would be reserved, every limit and what is left, and the error it would get. 200 also if it would be refused; route is chat/completions unless said.")
            .Produces<ExplainResponse>()
            .WithMetadata(new OpenApiAnswer(
                GatewayExamples.Explanation,
                KeyErrors.Missing,
                KeyErrors.Unknown,
                KeyErrors.Expired,
                CommonErrors.MalformedJson,
                GatewayErrors.ModelMissing,
                CommonErrors.RouteNotFound,
                CommonErrors.BodyTooLarge)
            { Request = GatewayExamples.ChatCompletions.Request })
            .AllowAnonymous();
    }

    private static async Task HandleAsync(HttpContext context, GatewayHandler handler, string? path)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (RouteOf(path) is { } route)
        {
            await handler.HandleAsync(context, route, modelOfPath: null, insteadOfSending: AnswerAsync);
            return;
        }

        var key = await context.CheckKeyAsync();
        await context.WriteErrorAsync(key.IsSuccess ? CommonErrors.RouteNotFound with { Field = "route" } : key.Error);
    }

    private static GatewayRoute? RouteOf(string? path) =>
        path is null ? GatewayRoute.ChatCompletions : GatewayRoute.All.FirstOrDefault(route => route.Path == path.Trim('/'));

    private static async Task AnswerAsync(HttpContext context, KeySnapshot key, CallNeeds call)
    {
        var query = new ExplainCallQuery(key, call)
        {
            ContentType = GatewayHandler.ContentTypeOf(context.Request, call.Route),
            CacheControl = context.Request.Headers.CacheControl,
        };
        var told = await context.RequestServices.GetRequiredService<IDispatcher>().SendAsync(query, context.RequestAborted);
        await (told.IsSuccess
            ? context.Response.WriteAsJsonAsync(ExplainResponse.Of(told.Value), context.RequestAborted)
            : context.WriteErrorAsync(told.Error));
    }
}
