using AkashChat.Infrastructure.Keys;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AkashChat.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class KeyChanges : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "key_changes",
                columns: table => new
                {
                    bucket = table.Column<string>(maxLength: 4, nullable: false),
                    mark = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_key_changes", x => x.bucket);
                });

            migrationBuilder.CreateIndex(
                name: "IX_key_changes_mark",
                table: "key_changes",
                column: "mark");

            KeyChangeTriggers.Create(migrationBuilder);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            KeyChangeTriggers.Drop(migrationBuilder);

            migrationBuilder.DropTable(
                name: "key_changes");
        }
    }
}
