using AkashChat.Infrastructure.Usage.RollUps;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AkashChat.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class CountedTokens : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "counted_tokens",
                table: "usage_team_hours",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "counted_tokens",
                table: "usage_team_days",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "asked_model",
                table: "usage_records",
                maxLength: 256,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "counted_tokens",
                table: "usage_records",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "counted_tokens",
                table: "usage_hours",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "counted_tokens",
                table: "usage_days",
                nullable: false,
                defaultValue: 0L);

            RollUpSql.FillCountedTokens(migrationBuilder);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "counted_tokens",
                table: "usage_team_hours");

            migrationBuilder.DropColumn(
                name: "counted_tokens",
                table: "usage_team_days");

            migrationBuilder.DropColumn(
                name: "asked_model",
                table: "usage_records");

            migrationBuilder.DropColumn(
                name: "counted_tokens",
                table: "usage_records");

            migrationBuilder.DropColumn(
                name: "counted_tokens",
                table: "usage_hours");

            migrationBuilder.DropColumn(
                name: "counted_tokens",
                table: "usage_days");
        }
    }
}
