using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AkashChat.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Routing : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "attempts",
                table: "usage_records",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<bool>(
                name: "cached",
                table: "usage_records",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "served_model",
                table: "usage_records",
                maxLength: 256,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "attempts",
                table: "usage_records");

            migrationBuilder.DropColumn(
                name: "cached",
                table: "usage_records");

            migrationBuilder.DropColumn(
                name: "served_model",
                table: "usage_records");
        }
    }
}
