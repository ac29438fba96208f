using Microsoft.EntityFrameworkCore.Migrations;

namespace AkashChat.Infrastructure.Keys;

/// <summary>The triggers that note every change of a key, whoever makes it and by whatever statement.</summary>
/// <remarks>
/// New keys are not noted: nobody remembers that a key is absent. Neither is the last use, which changes with every call. A
/// migration that rebuilds <c>api_keys</c> or <c>users</c> on SQLite drops them before and creates them again afterwards.
/// </remarks>
internal static class KeyChangeTriggers
{
    // Everything but the last use.
    private const string Columns =
        "id, user_id, team_id, name, hash, preview, state, created_at, expires_at, previous_hash, previous_ends_at, rotated_at, revoked_for, slot, "
        + "latest_end, revision, pending_since, pending_hash, missing_since, former_hashes, "
        + "own_parallel_requests, own_requests_per_minute, own_tokens_per_minute, own_budget_micro_usd, own_models";

    /// <summary>Creates them.</summary>
    internal static void Create(MigrationBuilder migration)
    {
        foreach (var statement in IsPostgres(migration) ? Postgres() : Sqlite())
        {
            migration.Sql(statement);
        }
    }

    /// <summary>Drops them.</summary>
    internal static void Drop(MigrationBuilder migration)
    {
        var isPostgres = IsPostgres(migration);
        foreach (var (name, table) in new[] { ("api_keys_changed", "api_keys"), ("api_keys_deleted", "api_keys"), ("users_tier_changed", "users") })
        {
            migration.Sql(isPostgres ? $"DROP TRIGGER {name} ON {table}" : $"DROP TRIGGER {name}");
        }

        if (isPostgres)
        {
            migration.Sql("DROP FUNCTION note_key_change(); DROP FUNCTION note_tier_change()");
        }
    }

    private static bool IsPostgres(MigrationBuilder migration) => migration.ActiveProvider!.Contains("Npgsql", StringComparison.Ordinal);

    // One writer at a time: the next larger number is committed later.
    private static IEnumerable<string> Sqlite()
    {
        static string Note(string hashes) => $"""
            BEGIN
              INSERT INTO key_changes (bucket, mark)
              SELECT substr(hash, 1, 4), (SELECT coalesce(max(mark), 0) + 1 FROM key_changes) FROM ({hashes}) WHERE hash IS NOT NULL
              ON CONFLICT (bucket) DO UPDATE SET mark = excluded.mark;
            END
            """;

        const string Old = "SELECT OLD.hash AS hash UNION SELECT OLD.previous_hash";
        yield return $"CREATE TRIGGER api_keys_changed AFTER UPDATE OF {Columns} ON api_keys {Note(Old)}";
        yield return $"CREATE TRIGGER api_keys_deleted AFTER DELETE ON api_keys {Note(Old)}";
        yield return "CREATE TRIGGER users_tier_changed AFTER UPDATE OF tier ON users "
            + Note("SELECT hash FROM api_keys WHERE user_id = OLD.id UNION SELECT previous_hash FROM api_keys WHERE user_id = OLD.id");
    }

    // A transaction may begin earlier and commit later than another one. By its number a reader knows which were still open
    // when it looked, and looks at those again. In order, so that two do not wait for each other.
    private static IEnumerable<string> Postgres()
    {
        static string Function(string name, string hashes) => $"""
            CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              INSERT INTO key_changes (bucket, mark)
              SELECT DISTINCT substr(hash, 1, 4), txid_current() FROM ({hashes}) AS gone (hash) WHERE hash IS NOT NULL ORDER BY 1
              ON CONFLICT (bucket) DO UPDATE SET mark = excluded.mark;
              RETURN NULL;
            END $$
            """;

        yield return Function("note_key_change", "VALUES (OLD.hash), (OLD.previous_hash)");
        yield return Function(
            "note_tier_change", "SELECT hash FROM api_keys WHERE user_id = OLD.id UNION SELECT previous_hash FROM api_keys WHERE user_id = OLD.id");
        yield return $"CREATE TRIGGER api_keys_changed AFTER UPDATE OF {Columns} ON api_keys FOR EACH ROW EXECUTE FUNCTION note_key_change()";
        yield return "CREATE TRIGGER api_keys_deleted AFTER DELETE ON api_keys FOR EACH ROW EXECUTE FUNCTION note_key_change()";
        yield return "CREATE TRIGGER users_tier_changed AFTER UPDATE OF tier ON users FOR EACH ROW EXECUTE FUNCTION note_tier_change()";
    }
}
