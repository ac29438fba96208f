using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AkashChat.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class UsageByOwnerAlone : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_usage_records_key_id_started_at",
                table: "usage_records");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_usage_records_key_id_started_at",
                table: "usage_records",
                columns: new[] { "key_id", "started_at" });
        }
    }
}
