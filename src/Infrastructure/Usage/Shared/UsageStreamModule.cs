using AkashChat.Application.Usage;
using AkashChat.Infrastructure.Usage.Journal;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Infrastructure.Usage.Shared;

/// <summary>Registers the way of usage over Redis.</summary>
internal static class UsageStreamModule
{
    // Services stop in the opposite order: the writer of the records, registered after these, before them.
    internal static IServiceCollection AddUsageStream(this IServiceCollection services) => services
        .AddSingleton<UsageKeys>()
        .AddSingleton<SharedUsage>()
        .AddSingleton<IUsageRefuge>(provider => provider.GetRequiredService<SharedUsage>())
        .AddSingleton<IUsageSink, SharedUsageSink>()
        .AddSingleton<IUsageBooking, SharedBooking>()
        .AddSingleton<UsageStream>()
        .AddHostedService<InstanceLease>()
        .AddHostedService<UsageStreamReader>();
}
