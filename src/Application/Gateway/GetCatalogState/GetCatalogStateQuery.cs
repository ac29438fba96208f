using AkashChat.Application.Catalog;
using AkashChat.Application.Common.Messaging;
using AkashChat.Domain.Accounts;

namespace AkashChat.Application.Gateway.GetCatalogState;

/// <summary>Asks which configuration is in force, and whether a newer one was refused; for the operator alone.</summary>
/// <param name="Visitor">Who is signed in.</param>
public sealed record GetCatalogStateQuery(Visitor Visitor) : IQuery<CatalogState>;

/// <summary>The configuration in force.</summary>
/// <param name="Version">Counts what was in force since the start, from 1.</param>
/// <param name="LoadedAt">Since when it is.</param>
/// <param name="Models">How many models it offers.</param>
/// <param name="Refusal">The file that was not taken; null: there is none.</param>
public sealed record CatalogState(int Version, DateTimeOffset LoadedAt, int Models, ConfigRefusal? Refusal);
