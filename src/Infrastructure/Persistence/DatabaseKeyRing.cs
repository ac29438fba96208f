using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Keeps the data-protection keys in the database, so that a second instance, or a restart, reads the same cookies.</summary>
/// <remarks>The framework asks synchronously, at the start and when keys roll over (every 90 days).</remarks>
internal sealed class DatabaseKeyRing(PlainConnections connections) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var database = connections.Open();
        using var select = database.Command("SELECT xml FROM data_protection_keys");
        using var reader = select.ExecuteReader();
        var elements = new List<XElement>();
        while (reader.Read())
        {
            elements.Add(XElement.Parse(reader.GetString(0)));
        }

        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var database = connections.Open();
        var xml = element.ToString(SaveOptions.DisableFormatting);
        using var insert = database.Command("INSERT INTO data_protection_keys (id, xml) VALUES (@p0, @p1)", Guid.NewGuid(), xml);
        insert.ExecuteNonQuery();
    }
}
