using AkashChat.Application.Common;
using AkashChat.Domain.Common;
using AkashChat.Domain.Keys;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AkashChat.Infrastructure.Persistence;

/// <summary>Saves what the stores were given, and tells broken rules of the database in the domain's words.</summary>
internal sealed class UnitOfWork(AppDbContext database) : IUnitOfWork
{
    private const int SqliteUniqueViolation = 2067;
    private const int SqlitePrimaryKeyViolation = 1555;

    public async Task<Result<Unit>> SaveChangesAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.SaveChangesAsync(cancellationToken);
            return default(Unit);
        }
        catch (DbUpdateConcurrencyException)
        {
            return CommonErrors.GoneMeanwhile;
        }
        catch (DbUpdateException exception) when (ViolatedTable(exception.InnerException) is "spent_challenges")
        {
            return KeyErrors.ChallengeReplayed;
        }
    }

    private static string? ViolatedTable(Exception? exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } postgres => postgres.TableName,

        // "SQLite Error 19: 'UNIQUE constraint failed: spent_challenges.id'."
        SqliteException { SqliteExtendedErrorCode: SqliteUniqueViolation or SqlitePrimaryKeyViolation } sqlite =>
            sqlite.Message.Split("failed: ") is [_, var column] ? column.Split('.')[0] : null,
        _ => null,
    };
}
