using Microsoft.EntityFrameworkCore.Migrations;

namespace AkashChat.Infrastructure.Usage.Partitions;

/// <summary>Parts the usage records by day on PostgreSQL, with all that are there already.</summary>
internal static class UsagePartitionMigration
{
    private const string DropIndexes = """
        ALTER TABLE usage_records_old DROP CONSTRAINT "PK_usage_records";
        DROP INDEX "IX_usage_records_key_id_started_at";
        DROP INDEX "IX_usage_records_user_id_started_at";
        """;

    private const string CreateIndexes = """
        CREATE INDEX "IX_usage_records_key_id_started_at" ON usage_records (key_id, started_at);
        CREATE INDEX "IX_usage_records_user_id_started_at" ON usage_records (user_id, started_at);
        """;

    // The days of the records that are there; 1 January of year 1 is day 0, as in .NET.
    private static readonly string CreatePartitions = $"""
        CREATE TABLE {UsagePartitionName.Default} PARTITION OF usage_records DEFAULT;
        DO $$
        DECLARE day bigint;
        BEGIN
          FOR day IN SELECT DISTINCT started_at / {TimeSpan.TicksPerDay} FROM usage_records_old LOOP
            EXECUTE format(
              'CREATE TABLE %I PARTITION OF usage_records FOR VALUES FROM (%s) TO (%s)',
              'usage_records_' || to_char(date '0001-01-01' + day::int, 'YYYYMMDD'), day * {TimeSpan.TicksPerDay}, (day + 1) * {TimeSpan.TicksPerDay});
          END LOOP;
        END $$;
        """;

    /// <summary>Whether it is PostgreSQL that migrates.</summary>
    internal static bool IsPostgres(MigrationBuilder migration) => migration.ActiveProvider!.Contains("Npgsql", StringComparison.Ordinal);

    /// <summary>Parts the table. The key must hold the time, by which it is parted.</summary>
    internal static void Part(MigrationBuilder migration)
    {
        migration.Sql("ALTER TABLE usage_records RENAME TO usage_records_old");
        migration.Sql(DropIndexes);
        migration.Sql("CREATE TABLE usage_records (LIKE usage_records_old INCLUDING DEFAULTS) PARTITION BY RANGE (started_at)");
        migration.Sql(CreatePartitions);
        Fill(migration, key: "started_at, id");
    }

    /// <summary>Makes it one table again.</summary>
    internal static void Join(MigrationBuilder migration)
    {
        migration.Sql("ALTER TABLE usage_records RENAME TO usage_records_old");
        migration.Sql(DropIndexes);
        migration.Sql("CREATE TABLE usage_records (LIKE usage_records_old INCLUDING DEFAULTS)");
        Fill(migration, key: "id");
    }

    private static void Fill(MigrationBuilder migration, string key)
    {
        migration.Sql("INSERT INTO usage_records SELECT * FROM usage_records_old");
        migration.Sql("DROP TABLE usage_records_old");
        migration.Sql($"ALTER TABLE usage_records ADD CONSTRAINT \"PK_usage_records\" PRIMARY KEY ({key})");
        migration.Sql(CreateIndexes);
    }
}
