using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AkashChat.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class KeyBackend : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "former_hashes",
                table: "api_keys",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "missing_since",
                table: "api_keys",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "pending_hash",
                table: "api_keys",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "pending_since",
                table: "api_keys",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_api_keys_pending_hash",
                table: "api_keys",
                column: "pending_hash");

            migrationBuilder.CreateIndex(
                name: "IX_api_keys_pending_since",
                table: "api_keys",
                column: "pending_since");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_api_keys_pending_hash",
                table: "api_keys");

            migrationBuilder.DropIndex(
                name: "IX_api_keys_pending_since",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "former_hashes",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "missing_since",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "pending_hash",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "pending_since",
                table: "api_keys");
        }
    }
}
