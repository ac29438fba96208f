using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AkashChat.Infrastructure.Persistence.Migrations
{
    /// <inheritdoc />
    public partial class PeopleAndKeys : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "consents",
                columns: table => new
                {
                    user_id = table.Column<Guid>(nullable: false),
                    kind = table.Column<int>(nullable: false),
                    number = table.Column<int>(nullable: false),
                    version = table.Column<string>(maxLength: 20, nullable: false),
                    text_reference = table.Column<string>(maxLength: 300, nullable: false),
                    given = table.Column<bool>(nullable: false),
                    at = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_consents", x => new { x.user_id, x.kind, x.number });
                    table.ForeignKey(
                        name: "FK_consents_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            // What was agreed to so far is the first entry of each history.
            migrationBuilder.Sql(
                "INSERT INTO consents (user_id, kind, number, version, text_reference, given, at) "
                + "SELECT id, 0, 1, terms_version, '/terms', TRUE, terms_accepted_at FROM users");

            migrationBuilder.DropIndex(
                name: "IX_api_keys_user_id",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "terms_version",
                table: "users");

            migrationBuilder.DropColumn(
                name: "terms_accepted_at",
                table: "users");

            migrationBuilder.AddColumn<int>(
                name: "revision",
                table: "users",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "email",
                table: "users",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "email_verified",
                table: "users",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "issuer",
                table: "users",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "recovery_hash",
                table: "users",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "subject",
                table: "users",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "cost_micro_usd",
                table: "usage_records",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "latest_end",
                table: "api_keys",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "own_budget_micro_usd",
                table: "api_keys",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "own_models",
                table: "api_keys",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "own_parallel_requests",
                table: "api_keys",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "own_requests_per_minute",
                table: "api_keys",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "own_tokens_per_minute",
                table: "api_keys",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "previous_ends_at",
                table: "api_keys",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "previous_hash",
                table: "api_keys",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "revision",
                table: "api_keys",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "revoked_for",
                table: "api_keys",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "rotated_at",
                table: "api_keys",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "slot",
                table: "api_keys",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "act_tallies",
                columns: table => new
                {
                    day = table.Column<int>(nullable: false),
                    act = table.Column<int>(nullable: false),
                    scope = table.Column<int>(nullable: false),
                    subject = table.Column<string>(maxLength: 50, nullable: false),
                    count = table.Column<int>(nullable: false),
                    refused = table.Column<int>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_act_tallies", x => new { x.day, x.act, x.scope, x.subject });
                });

            migrationBuilder.CreateTable(
                name: "audit_entries",
                columns: table => new
                {
                    id = table.Column<Guid>(nullable: false),
                    at = table.Column<long>(nullable: false),
                    actor = table.Column<int>(nullable: false),
                    user_id = table.Column<Guid>(nullable: true),
                    key_id = table.Column<string>(maxLength: 10, nullable: true),
                    action = table.Column<string>(maxLength: 50, nullable: false),
                    detail = table.Column<string>(maxLength: 1000, nullable: true),
                    network = table.Column<string>(maxLength: 50, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_entries", x => x.id);
                });

            // Until now an account had one key, without limits of its own.
            migrationBuilder.Sql("UPDATE api_keys SET latest_end = expires_at, slot = CASE WHEN state = 1 THEN 0 ELSE NULL END");

            migrationBuilder.CreateIndex(
                name: "IX_users_issuer_subject",
                table: "users",
                columns: new[] { "issuer", "subject" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_users_recovery_hash",
                table: "users",
                column: "recovery_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_api_keys_previous_hash",
                table: "api_keys",
                column: "previous_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_api_keys_user_id_slot",
                table: "api_keys",
                columns: new[] { "user_id", "slot" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_audit_entries_at",
                table: "audit_entries",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_audit_entries_user_id_at",
                table: "audit_entries",
                columns: new[] { "user_id", "at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "act_tallies");

            migrationBuilder.DropTable(
                name: "audit_entries");

            migrationBuilder.DropTable(
                name: "consents");

            migrationBuilder.DropIndex(
                name: "IX_users_issuer_subject",
                table: "users");

            migrationBuilder.DropIndex(
                name: "IX_users_recovery_hash",
                table: "users");

            migrationBuilder.DropIndex(
                name: "IX_api_keys_previous_hash",
                table: "api_keys");

            migrationBuilder.DropIndex(
                name: "IX_api_keys_user_id_slot",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "email",
                table: "users");

            migrationBuilder.DropColumn(
                name: "email_verified",
                table: "users");

            migrationBuilder.DropColumn(
                name: "issuer",
                table: "users");

            migrationBuilder.DropColumn(
                name: "recovery_hash",
                table: "users");

            migrationBuilder.DropColumn(
                name: "subject",
                table: "users");

            migrationBuilder.DropColumn(
                name: "cost_micro_usd",
                table: "usage_records");

            migrationBuilder.DropColumn(
                name: "latest_end",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "own_budget_micro_usd",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "own_models",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "own_parallel_requests",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "own_requests_per_minute",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "own_tokens_per_minute",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "previous_ends_at",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "previous_hash",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "revision",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "revoked_for",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "rotated_at",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "slot",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "revision",
                table: "users");

            migrationBuilder.AddColumn<long>(
                name: "terms_accepted_at",
                table: "users",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "terms_version",
                table: "users",
                maxLength: 20,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateIndex(
                name: "IX_api_keys_user_id",
                table: "api_keys",
                column: "user_id");
        }
    }
}
