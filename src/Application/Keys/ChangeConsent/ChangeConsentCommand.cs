using AkashChat.Application.Accounts;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Keys.ChangeConsent;

/// <summary>Gives consent to the text in force, or withdraws it. What holds already is no error, and leaves no entry.</summary>
/// <remarks>No key may be used without the terms: withdrawing them switches off every active key. That is why this lies with the keys.</remarks>
/// <param name="Visitor">Who is signed in.</param>
/// <param name="Kind">Consent to what.</param>
/// <param name="Given">Given, or withdrawn; null: the caller did not say, and is refused.</param>
public sealed record ChangeConsentCommand(Visitor Visitor, ConsentKind Kind, bool? Given) : ICommand<ConsentsView>;
