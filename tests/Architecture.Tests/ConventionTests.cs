using System.Reflection;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using FluentValidation;

namespace AkashChat.Architecture.Tests;

/// <summary>How types are made: closed by default, checked at the door, without secrets in what is kept.</summary>
public sealed class ConventionTests
{
    private static readonly Type[] Secrets = [typeof(KeySecret), typeof(SessionToken), typeof(RecoveryCode), typeof(SecretText)];

    [Fact]
    public void Handlers_AreInternalAndSealed() => Rule.HoldsForAll(
        ClassesOf(House.Application).Where(type => Implements(type, typeof(ICommandHandler<,>)) || Implements(type, typeof(IQueryHandler<,>))),
        type => IsInternalSealed(type) && type.Name.EndsWith("Handler", StringComparison.Ordinal));

    [Fact]
    public void Validators_AreInternalAndSealed() => Rule.HoldsForAll(
        ClassesOf(House.Application).Where(type => Implements(type, typeof(IValidator<>))),
        type => IsInternalSealed(type) && type.Name.EndsWith("Validator", StringComparison.Ordinal));

    [Fact]
    public void Stores_AreInternalAndSealed() => Rule.HoldsForAll(
        ClassesOf(House.Infrastructure).Where(type => type.Name.EndsWith("Store", StringComparison.Ordinal)),
        IsInternalSealed,
        atLeast: 3);

    [Fact]
    public void Adapters_AreInternalAndSealed() => Rule.HoldsForAll(
        ClassesOf(House.Infrastructure).Where(type => type.GetInterfaces().Any(contract => contract.Assembly == House.Application)),
        IsInternalSealed,
        atLeast: 5);

    [Fact]
    public void EveryPort_HasAnAdapter() => Rule.HoldsForAll(
        House.Application.GetTypes().Where(type => type is { IsInterface: true, IsGenericType: false, Namespace: not "AkashChat.Application.Common.Messaging" }),
        port => ClassesOf(House.Infrastructure, House.Api).Any(port.IsAssignableFrom),
        atLeast: 5);

    [Fact]
    public void EveryCommand_HasAValidator() => Rule.HoldsForAll(
        ClassesOf(House.Application).Where(type => Implements(type, typeof(ICommand<>))),
        command => ClassesOf(House.Application).Any(typeof(IValidator<>).MakeGenericType(command).IsAssignableFrom));

    [Fact]
    public void Messages_AreNamedForWhatTheyAre() => Rule.HoldsForAll(
        ClassesOf(House.Application).Where(type => Implements(type, typeof(IMessage<>))),
        type => type.Name.EndsWith(Implements(type, typeof(ICommand<>)) ? "Command" : "Query", StringComparison.Ordinal));

    [Fact]
    public void NothingInTheDomain_KeepsASecret() => Rule.HoldsForAll(
        House.Domain.GetTypes().Where(type => !Secrets.Contains(type) && !type.IsEnum),
        type => !MemberTypes(type).Any(member => Secrets.Contains(member) && member != typeof(SecretText)),
        atLeast: 20);

    [Fact]
    public void OnlyTheAnswerThatHandsThemOver_CarriesSecrets() => Assert.Equal(
        [
            "CaptchaOptions", "ClaimedApiKey", "CreatedApiKey", "ListSessionsQuery", "LiteLlmOptions", "OpenIdOptions", "RecoverAccountCommand",
            "RecoveredAccount", "RenewSessionCommand", "SignOutCommand", "SignedIn",
        ],
        House.Application.GetExportedTypes().Where(type => MemberTypes(type).Any(Secrets.Contains)).Select(type => type.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Classes_AreSealedStaticOrAbstract()
    {
        var classes = ClassesOf([.. House.Projects.Values, House.Web]).Where(IsWrittenByUs).ToArray();

        var open = classes.Where(type => !type.IsSealed && !type.IsAbstract).Select(type => type.FullName).ToArray();

        Assert.True(classes.Length > 50, $"Only {classes.Length} classes were found.");
        Assert.True(open.Length * 10 <= classes.Length, $"Too many can be inherited from:\n{string.Join('\n', open)}");
    }

    private static IEnumerable<Type> ClassesOf(params Assembly[] assemblies) =>
        House.TypesOf(assemblies).Where(type => type.IsClass && (!type.IsAbstract || type.IsSealed));

    // Not what the compiler, generators, Razor or EF's migrations wrote.
    private static bool IsWrittenByUs(Type type) =>
        type.Namespace?.StartsWith("AkashChat.", StringComparison.Ordinal) == true
        && !type.Name.Contains('<', StringComparison.Ordinal)
        && !type.Namespace.EndsWith(".Migrations", StringComparison.Ordinal);

    private static bool IsInternalSealed(Type type) => type is { IsNotPublic: true, IsSealed: true };

    private static bool Implements(Type type, Type openInterface) =>
        type.GetInterfaces().Any(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == openInterface);

    private static IEnumerable<Type> MemberTypes(Type type)
    {
        const BindingFlags instance = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;
        return type.GetFields(instance).Select(field => field.FieldType).Concat(type.GetProperties(instance).Select(property => property.PropertyType));
    }
}
