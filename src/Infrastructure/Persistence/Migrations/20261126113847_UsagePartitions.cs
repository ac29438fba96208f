using AkashChat.Infrastructure.Usage.Partitions;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AkashChat.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class UsagePartitions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            if (UsagePartitionMigration.IsPostgres(migrationBuilder))
            {
                UsagePartitionMigration.Part(migrationBuilder);
                return;
            }

            migrationBuilder.DropPrimaryKey(
                name: "PK_usage_records",
                table: "usage_records");

            migrationBuilder.AddPrimaryKey(
                name: "PK_usage_records",
                table: "usage_records",
                columns: new[] { "started_at", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            if (UsagePartitionMigration.IsPostgres(migrationBuilder))
            {
                UsagePartitionMigration.Join(migrationBuilder);
                return;
            }

            migrationBuilder.DropPrimaryKey(
                name: "PK_usage_records",
                table: "usage_records");

            migrationBuilder.AddPrimaryKey(
                name: "PK_usage_records",
                table: "usage_records",
                column: "id");
        }
    }
}
