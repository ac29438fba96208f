using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Makes the first data-protection key at the first start; later starts need not read the keys before somebody needs one.</summary>
/// <remarks>
/// At the start, because instances that each make one later would not know of each other's for a day. Of instances that start
/// for the very first time at the same moment, each may still make one, as with the framework's own service.
/// </remarks>
internal sealed class FirstProtectionKey(PlainConnections connections, IServiceProvider services) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!await IsThereAsync(cancellationToken))
        {
            services.GetRequiredService<IDataProtectionProvider>().CreateProtector("AkashChat.FirstKey").Protect(Array.Empty<byte>());
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Puts it in the place of the framework's service, which reads all keys at every start, and which every part that seals something adds.</summary>
    internal static void Replace(IServiceCollection services)
    {
        foreach (var eager in services.Where(service => service.ImplementationType?.Name == "DataProtectionHostedService").ToList())
        {
            services.Remove(eager);
        }

        services.AddHostedService<FirstProtectionKey>();
    }

    private async Task<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        await using var database = await connections.OpenAsync(cancellationToken);
        await using var select = database.Command("SELECT count(*) FROM data_protection_keys");
        return await select.ExecuteScalarAsync(cancellationToken) is > 0L;
    }
}
