using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Keeps the data-protection keys in the database, so that a second instance, or a restart, reads the same cookies.</summary>
/// <remarks>The framework asks synchronously, at the start and when keys roll over (every 90 days).</remarks>
internal sealed class DatabaseKeyRing(IServiceScopeFactory scopes) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var scope = scopes.CreateScope();
        var database = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        return [.. database.DataProtectionKeys.AsNoTracking().Select(key => key.Xml).AsEnumerable().Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var scope = scopes.CreateScope();
        var database = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var xml = element.ToString(SaveOptions.DisableFormatting);
        database.Database.ExecuteSql($"INSERT INTO data_protection_keys (id, xml) VALUES ({Guid.NewGuid()}, {xml})");
    }
}
