using AkashChat.Application.Common;
using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Keys;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Saves what the stores were given, and tells broken rules of the database in the domain's words.</summary>
internal sealed class UnitOfWork(AppDbContext database) : IUnitOfWork
{
    private const int SqliteUniqueViolation = 2067;
    private const int SqlitePrimaryKeyViolation = 1555;
    private const int SqliteForeignKeyViolation = 787;

    // SQLite names the columns, PostgreSQL the index.
    private static readonly Dictionary<string, Error> Rules = new(StringComparer.Ordinal)
    {
        ["spent_challenges.id"] = KeyErrors.ChallengeReplayed,
        ["PK_spent_challenges"] = KeyErrors.ChallengeReplayed,
        ["api_keys.user_id, api_keys.slot"] = KeyErrors.SlotTaken,
        [ApiKeyConfiguration.SlotIndex] = KeyErrors.SlotTaken,
        ["api_keys.id"] = CommonErrors.ChangedMeanwhile,
        ["PK_api_keys"] = CommonErrors.ChangedMeanwhile,
        ["api_keys.hash"] = CommonErrors.ChangedMeanwhile,
        ["IX_api_keys_hash"] = CommonErrors.ChangedMeanwhile,
        ["users.issuer, users.subject"] = AccountErrors.IdentityTaken,
        ["IX_users_issuer_subject"] = AccountErrors.IdentityTaken,
        ["consents.user_id, consents.kind, consents.number"] = CommonErrors.ChangedMeanwhile,
        ["PK_consents"] = CommonErrors.ChangedMeanwhile,
    };

    public async Task<Result<Unit>> SaveChangesAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.SaveChangesAsync(cancellationToken);
            return default(Unit);
        }
        catch (DbUpdateConcurrencyException)
        {
            return CommonErrors.ChangedMeanwhile;
        }
        catch (Exception exception) when (IsBrokenUp(exception))
        {
            return CommonErrors.ChangedMeanwhile;
        }
        catch (DbUpdateException exception) when (ViolatedRule(exception.InnerException) is { } rule)
        {
            return rule;
        }
        catch (DbUpdateException exception) when (IsOrphan(exception.InnerException))
        {
            // The user was erased at the same moment.
            return CommonErrors.ChangedMeanwhile;
        }
    }

    public void Forget() => database.ChangeTracker.Clear();

    private static Error? ViolatedRule(Exception? exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: { } name } => Rules.GetValueOrDefault(name),

        // "SQLite Error 19: 'UNIQUE constraint failed: spent_challenges.id'."
        SqliteException { SqliteExtendedErrorCode: SqliteUniqueViolation or SqlitePrimaryKeyViolation } sqlite =>
            sqlite.Message.Split("failed: ") is [_, var columns] ? Rules.GetValueOrDefault(columns.TrimEnd('\'', '.')) : null,
        _ => null,
    };

    // Two that wait for each other, of which PostgreSQL ends one: nothing of it is saved, and it can be tried again.
    private static bool IsBrokenUp(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure })
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOrphan(Exception? exception) => exception
        is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation }
        or SqliteException { SqliteExtendedErrorCode: SqliteForeignKeyViolation };
}
