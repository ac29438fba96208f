using AkashChat.Infrastructure.Usage.Partitions;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AkashChat.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class UsageOpenHours : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Past EF's model: PostgreSQL has no such table, and nothing but plain SQL asks for it.
            if (!UsagePartitionMigration.IsPostgres(migrationBuilder))
            {
                migrationBuilder.Sql("CREATE TABLE usage_open_hours (period INTEGER NOT NULL, owner TEXT NOT NULL, PRIMARY KEY (period, owner)) WITHOUT ROWID");
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            if (!UsagePartitionMigration.IsPostgres(migrationBuilder))
            {
                migrationBuilder.DropTable(name: "usage_open_hours");
            }
        }
    }
}
