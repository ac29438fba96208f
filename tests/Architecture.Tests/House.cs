using System.Reflection;
using AkashChat.Api;
using AkashChat.Application;
using AkashChat.Domain.Common;
using AkashChat.Infrastructure;
using AkashChat.Web.Hosting;

namespace AkashChat.Architecture.Tests;

/// <summary>What the rules are about: the projects, their features, and which feature may see which.</summary>
internal static class House
{
    public static readonly Assembly Domain = typeof(Error).Assembly;
    public static readonly Assembly Application = typeof(ApplicationModule).Assembly;
    public static readonly Assembly Infrastructure = typeof(InfrastructureModule).Assembly;
    public static readonly Assembly Api = typeof(ApiModule).Assembly;
    public static readonly Assembly Web = typeof(AkashChatHost).Assembly;

    /// <summary>The projects with features as folders.</summary>
    public static readonly IReadOnlyDictionary<string, Assembly> Projects = new Dictionary<string, Assembly>(StringComparer.Ordinal)
    {
        ["Domain"] = Domain,
        ["Application"] = Application,
        ["Infrastructure"] = Infrastructure,
        ["Api"] = Api,
    };

    /// <summary>Each feature, and what it may see besides itself: the arrows of the design, followed to their end.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Features = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Common"] = [],
        ["Accounts"] = ["Common"],
        ["Keys"] = ["Common", "Accounts"],
        ["Catalog"] = ["Common"],
        ["Usage"] = ["Common", "Accounts", "Keys", "Catalog"],
        ["Gateway"] = ["Common", "Accounts", "Keys", "Catalog", "Usage"],
    };

    /// <summary>The folders that are no features: what a project needs for all of them.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> TechnicalFolders = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Domain"] = [],
        ["Application"] = [],
        ["Infrastructure"] = ["Persistence", "Settings"],
        ["Api"] = ["Operations", "Swagger"],
        ["Web"] = ["Commands", "Common", "Hosting", "Pages", "wwwroot"],
    };

    /// <summary>The folder of the solution.</summary>
    public static readonly string Root = FindRoot();

    /// <summary>The folders of a project that hold source.</summary>
    public static IEnumerable<string> FoldersOf(string project) =>
        Directory.EnumerateDirectories(Path.Combine(Root, "src", project))
            .Where(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any())
            .Select(folder => Path.GetFileName(folder)!)
            .Where(folder => folder is not ("bin" or "obj" or "Properties"));

    /// <summary>The types of assemblies, without those made for <c>dotnet ef</c>, whose package is not there at run time.</summary>
    public static IEnumerable<Type> TypesOf(params IEnumerable<Assembly> assemblies) => assemblies.SelectMany(assembly =>
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException partial) when (partial.LoaderExceptions.All(
            missing => missing is FileNotFoundException { FileName: { } name } && name.StartsWith("Microsoft.EntityFrameworkCore.Design", StringComparison.Ordinal)))
        {
            return [.. partial.Types.OfType<Type>().Where(IsWhole)];
        }
    });

    // A type within one that could not be loaded cannot even tell its namespace.
    private static bool IsWhole(Type type)
    {
        try
        {
            return type.Namespace is not "";
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AkashChat.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
