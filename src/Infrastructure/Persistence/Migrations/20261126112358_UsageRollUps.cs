using System;
using AkashChat.Infrastructure.Usage.RollUps;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AkashChat.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class UsageRollUps : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "usage_days",
                columns: table => new
                {
                    period = table.Column<long>(nullable: false),
                    team_id = table.Column<string>(maxLength: 64, nullable: false),
                    model = table.Column<string>(maxLength: 256, nullable: false),
                    key_id = table.Column<string>(maxLength: 10, nullable: false),
                    user_id = table.Column<Guid>(nullable: false),
                    requests = table.Column<long>(nullable: false),
                    completed = table.Column<long>(nullable: false),
                    failed = table.Column<long>(nullable: false),
                    aborted = table.Column<long>(nullable: false),
                    partial = table.Column<long>(nullable: false),
                    cached = table.Column<long>(nullable: false),
                    priced = table.Column<long>(nullable: false),
                    prompt_tokens = table.Column<long>(nullable: false),
                    completion_tokens = table.Column<long>(nullable: false),
                    cost_micro_usd = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_usage_days", x => new { x.key_id, x.period, x.user_id, x.team_id, x.model });
                });

            migrationBuilder.CreateTable(
                name: "usage_hours",
                columns: table => new
                {
                    period = table.Column<long>(nullable: false),
                    team_id = table.Column<string>(maxLength: 64, nullable: false),
                    model = table.Column<string>(maxLength: 256, nullable: false),
                    key_id = table.Column<string>(maxLength: 10, nullable: false),
                    user_id = table.Column<Guid>(nullable: false),
                    requests = table.Column<long>(nullable: false),
                    completed = table.Column<long>(nullable: false),
                    failed = table.Column<long>(nullable: false),
                    aborted = table.Column<long>(nullable: false),
                    partial = table.Column<long>(nullable: false),
                    cached = table.Column<long>(nullable: false),
                    priced = table.Column<long>(nullable: false),
                    prompt_tokens = table.Column<long>(nullable: false),
                    completion_tokens = table.Column<long>(nullable: false),
                    cost_micro_usd = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_usage_hours", x => new { x.key_id, x.period, x.user_id, x.team_id, x.model });
                });

            migrationBuilder.CreateTable(
                name: "usage_team_days",
                columns: table => new
                {
                    period = table.Column<long>(nullable: false),
                    team_id = table.Column<string>(maxLength: 64, nullable: false),
                    model = table.Column<string>(maxLength: 256, nullable: false),
                    requests = table.Column<long>(nullable: false),
                    completed = table.Column<long>(nullable: false),
                    failed = table.Column<long>(nullable: false),
                    aborted = table.Column<long>(nullable: false),
                    partial = table.Column<long>(nullable: false),
                    cached = table.Column<long>(nullable: false),
                    priced = table.Column<long>(nullable: false),
                    prompt_tokens = table.Column<long>(nullable: false),
                    completion_tokens = table.Column<long>(nullable: false),
                    cost_micro_usd = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_usage_team_days", x => new { x.period, x.team_id, x.model });
                });

            migrationBuilder.CreateTable(
                name: "usage_team_hours",
                columns: table => new
                {
                    period = table.Column<long>(nullable: false),
                    team_id = table.Column<string>(maxLength: 64, nullable: false),
                    model = table.Column<string>(maxLength: 256, nullable: false),
                    requests = table.Column<long>(nullable: false),
                    completed = table.Column<long>(nullable: false),
                    failed = table.Column<long>(nullable: false),
                    aborted = table.Column<long>(nullable: false),
                    partial = table.Column<long>(nullable: false),
                    cached = table.Column<long>(nullable: false),
                    priced = table.Column<long>(nullable: false),
                    prompt_tokens = table.Column<long>(nullable: false),
                    completion_tokens = table.Column<long>(nullable: false),
                    cost_micro_usd = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_usage_team_hours", x => new { x.period, x.team_id, x.model });
                });

            migrationBuilder.CreateIndex(
                name: "IX_usage_days_period",
                table: "usage_days",
                column: "period");

            migrationBuilder.CreateIndex(
                name: "IX_usage_days_user_id_period",
                table: "usage_days",
                columns: new[] { "user_id", "period" });

            migrationBuilder.CreateIndex(
                name: "IX_usage_hours_user_id_period",
                table: "usage_hours",
                columns: new[] { "user_id", "period" });

            RollUpSql.Fill(migrationBuilder);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "usage_days");

            migrationBuilder.DropTable(
                name: "usage_hours");

            migrationBuilder.DropTable(
                name: "usage_team_days");

            migrationBuilder.DropTable(
                name: "usage_team_hours");
        }
    }
}
