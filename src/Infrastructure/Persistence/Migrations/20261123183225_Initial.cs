using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AkashChat.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "data_protection_keys",
                columns: table => new
                {
                    id = table.Column<Guid>(nullable: false),
                    xml = table.Column<string>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_data_protection_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "spent_challenges",
                columns: table => new
                {
                    id = table.Column<Guid>(nullable: false),
                    kind = table.Column<int>(nullable: false),
                    network = table.Column<string>(maxLength: 50, nullable: false),
                    spent_at = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_spent_challenges", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "teams",
                columns: table => new
                {
                    id = table.Column<string>(maxLength: 64, nullable: false),
                    tier = table.Column<int>(nullable: false),
                    created_at = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_teams", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "usage_records",
                columns: table => new
                {
                    id = table.Column<Guid>(nullable: false),
                    key_id = table.Column<string>(maxLength: 10, nullable: false),
                    user_id = table.Column<Guid>(nullable: false),
                    team_id = table.Column<string>(maxLength: 64, nullable: false),
                    started_at = table.Column<long>(nullable: false),
                    route = table.Column<string>(maxLength: 64, nullable: false),
                    model = table.Column<string>(maxLength: 256, nullable: false),
                    deployment_id = table.Column<string>(maxLength: 64, nullable: false),
                    streamed = table.Column<bool>(nullable: false),
                    status = table.Column<int>(nullable: false),
                    outcome = table.Column<int>(nullable: false),
                    prompt_tokens = table.Column<long>(nullable: true),
                    completion_tokens = table.Column<long>(nullable: true),
                    latency_microseconds = table.Column<long>(nullable: false),
                    first_byte_microseconds = table.Column<long>(nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_usage_records", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    id = table.Column<Guid>(nullable: false),
                    team_id = table.Column<string>(maxLength: 64, nullable: false),
                    tier = table.Column<int>(nullable: false),
                    purpose = table.Column<string>(maxLength: 500, nullable: true),
                    created_at = table.Column<long>(nullable: false),
                    terms_accepted_at = table.Column<long>(nullable: false),
                    terms_version = table.Column<string>(maxLength: 20, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_users", x => x.id);
                    table.ForeignKey(
                        name: "FK_users_teams_team_id",
                        column: x => x.team_id,
                        principalTable: "teams",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "api_keys",
                columns: table => new
                {
                    id = table.Column<string>(maxLength: 10, nullable: false),
                    user_id = table.Column<Guid>(nullable: false),
                    team_id = table.Column<string>(maxLength: 64, nullable: false),
                    name = table.Column<string>(maxLength: 60, nullable: false),
                    hash = table.Column<string>(maxLength: 64, nullable: false),
                    preview = table.Column<string>(maxLength: 32, nullable: false),
                    state = table.Column<int>(nullable: false),
                    created_at = table.Column<long>(nullable: false),
                    expires_at = table.Column<long>(nullable: true),
                    last_used_at = table.Column<long>(nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_api_keys", x => x.id);
                    table.ForeignKey(
                        name: "FK_api_keys_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "sessions",
                columns: table => new
                {
                    token_hash = table.Column<string>(maxLength: 64, nullable: false),
                    user_id = table.Column<Guid>(nullable: false),
                    created_at = table.Column<long>(nullable: false),
                    expires_at = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sessions", x => x.token_hash);
                    table.ForeignKey(
                        name: "FK_sessions_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_api_keys_hash",
                table: "api_keys",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_api_keys_user_id",
                table: "api_keys",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_sessions_expires_at",
                table: "sessions",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_sessions_user_id",
                table: "sessions",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_spent_challenges_network_spent_at",
                table: "spent_challenges",
                columns: new[] { "network", "spent_at" });

            migrationBuilder.CreateIndex(
                name: "IX_spent_challenges_spent_at",
                table: "spent_challenges",
                column: "spent_at");

            migrationBuilder.CreateIndex(
                name: "IX_usage_records_key_id_started_at",
                table: "usage_records",
                columns: new[] { "key_id", "started_at" });

            migrationBuilder.CreateIndex(
                name: "IX_usage_records_user_id_started_at",
                table: "usage_records",
                columns: new[] { "user_id", "started_at" });

            migrationBuilder.CreateIndex(
                name: "IX_users_team_id",
                table: "users",
                column: "team_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "api_keys");

            migrationBuilder.DropTable(
                name: "data_protection_keys");

            migrationBuilder.DropTable(
                name: "sessions");

            migrationBuilder.DropTable(
                name: "spent_challenges");

            migrationBuilder.DropTable(
                name: "usage_records");

            migrationBuilder.DropTable(
                name: "users");

            migrationBuilder.DropTable(
                name: "teams");
        }
    }
}
