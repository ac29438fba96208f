using System.Reflection;
using AkashChat.Application.Common.Behaviors;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Application.Common.Messaging;

/// <summary>Registers the mediator. MediatR 5 has no registration of its own for Microsoft's container.</summary>
internal static class MessagingModule
{
    internal static IServiceCollection AddMessaging(this IServiceCollection services, Assembly assembly)
    {
        services.AddScoped<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped<IDispatcher, MediatorDispatcher>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(TracingBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));

        foreach (var (service, implementation) in Implementations(assembly, typeof(IRequestHandler<,>)))
        {
            if (services.Any(existing => existing.ServiceType == service))
            {
                throw new InvalidOperationException($"Two handlers for one message: {service}.");
            }

            services.AddScoped(service, implementation);
        }

        foreach (var (service, implementation) in Implementations(assembly, typeof(IValidator<>)))
        {
            services.AddSingleton(service, implementation);
        }

        return services;
    }

    private static IEnumerable<(Type Service, Type Implementation)> Implementations(Assembly assembly, Type openInterface) =>
        from type in assembly.GetTypes()
        where type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }
        from contract in type.GetInterfaces()
        where contract.IsGenericType && contract.GetGenericTypeDefinition() == openInterface
        select (contract, type);
}
