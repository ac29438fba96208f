using System.Reflection;
using NetArchTest.Rules;

namespace AkashChat.Architecture.Tests;

/// <summary>Layers point inwards: Domain ← Application ← Infrastructure, Api ← Web.</summary>
public sealed class LayerTests
{
    private const string Infrastructure = "AkashChat.Infrastructure";
    private const string Api = "AkashChat.Api";
    private const string Web = "AkashChat.Web";

    private static readonly string[] Databases = ["Microsoft.EntityFrameworkCore", "Npgsql", "Microsoft.Data.Sqlite", "StackExchange.Redis"];

    [Fact]
    public void Domain_KnowsTheBaseClassLibraryAlone() => Rule.HoldsForAll(
        House.Domain.GetReferencedAssemblies(),
        reference => IsBaseClassLibrary(reference),
        reference => reference.FullName);

    [Fact]
    public void Application_KnowsNoAdapterAndNoShell() =>
        Rule.DoesNotKnow(All(House.Application), [Infrastructure, Api, Web, .. Databases, "Microsoft.AspNetCore", "Refit", "Swashbuckle"]);

    [Fact]
    public void Infrastructure_KnowsNoShell() => Rule.DoesNotKnow(All(House.Infrastructure), Api, Web, "Swashbuckle");

    [Fact]
    public void Api_KnowsNoAdapterAndNoPage() => Rule.DoesNotKnow(All(House.Api), [Infrastructure, Web, .. Databases]);

    [Fact]
    public void Web_SeesInfrastructureOnlyWhereItComposes()
    {
        var pages = Types.InAssembly(House.Web).That()
            .ResideInNamespaceStartingWith(Web)
            .And().DoNotResideInNamespaceStartingWith($"{Web}.Hosting")
            .And().DoNotResideInNamespaceStartingWith($"{Web}.Commands");

        Rule.DoesNotKnow(pages, [Infrastructure, .. Databases]);
    }

    [Fact]
    public void ProjectReferences_PointInwards()
    {
        var allowed = new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["AkashChat.Domain"] = [],
            ["AkashChat.Application"] = ["AkashChat.Domain"],
            [Infrastructure] = ["AkashChat.Domain", "AkashChat.Application"],
            [Api] = ["AkashChat.Domain", "AkashChat.Application"],
        };

        Rule.HoldsForAll(
            from assembly in House.Projects.Values
            from reference in assembly.GetReferencedAssemblies()
            where reference.Name!.StartsWith("AkashChat", StringComparison.OrdinalIgnoreCase)
            select (From: assembly.GetName().Name!, To: reference.Name!),
            pair => allowed[pair.From].Contains(pair.To),
            pair => $"{pair.From} → {pair.To}");
    }

    [Fact]
    public void Forwarding_KnowsNeitherMediatorNorDatabaseNorLinq()
    {
        var forwarding = Types.InAssembly(House.Application).That().ResideInNamespaceStartingWith("AkashChat.Application.Gateway.Forwarding");

        Rule.DoesNotKnow(forwarding, ["MediatR", "FluentValidation", "System.Linq", .. Databases]);
    }

    private static bool IsBaseClassLibrary(AssemblyName reference) =>
        reference.Name!.StartsWith("System.", StringComparison.Ordinal) || reference.Name is "System" or "netstandard" or "mscorlib";

    private static PredicateList All(Assembly assembly) =>
        Types.InAssembly(assembly).That().ResideInNamespaceStartingWith(assembly.GetName().Name!);
}
