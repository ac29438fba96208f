namespace AkashChat.TestKit.LiteLlm;

/// <summary>The tables of a LiteLLM proxy that hold keys and what they refer to, as its own migrations make them.</summary>
internal static class LiteLlmTables
{
    public const string Sql = """
        CREATE TABLE "LiteLLM_BudgetTable" (
            budget_id text PRIMARY KEY, max_budget double precision, soft_budget double precision, max_parallel_requests integer,
            tpm_limit bigint, rpm_limit bigint, model_max_budget jsonb, budget_duration text, budget_reset_at timestamp(3),
            allowed_models text[] DEFAULT ARRAY[]::text[], created_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, created_by text NOT NULL DEFAULT 'admin',
            updated_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_by text NOT NULL DEFAULT 'admin');
        CREATE TABLE "LiteLLM_OrganizationTable" (
            organization_id text PRIMARY KEY, organization_alias text NOT NULL, budget_id text NOT NULL, metadata jsonb NOT NULL DEFAULT '{}',
            models text[], spend double precision NOT NULL DEFAULT 0, model_spend jsonb NOT NULL DEFAULT '{}',
            created_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP);
        CREATE TABLE "LiteLLM_ProjectTable" (
            project_id text PRIMARY KEY, project_alias text, team_id text, budget_id text, metadata jsonb NOT NULL DEFAULT '{}', models text[],
            spend double precision NOT NULL DEFAULT 0, blocked boolean NOT NULL DEFAULT false, created_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP);
        CREATE TABLE "LiteLLM_TeamTable" (
            team_id text PRIMARY KEY, team_alias text, organization_id text, admins text[], members text[], members_with_roles jsonb NOT NULL DEFAULT '{}',
            metadata jsonb NOT NULL DEFAULT '{}', max_budget double precision, soft_budget double precision, spend double precision NOT NULL DEFAULT 0,
            models text[], max_parallel_requests integer, tpm_limit bigint, rpm_limit bigint, budget_duration text, budget_reset_at timestamp(3),
            blocked boolean NOT NULL DEFAULT false, created_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
            model_spend jsonb NOT NULL DEFAULT '{}', model_max_budget jsonb NOT NULL DEFAULT '{}', access_group_ids text[] DEFAULT ARRAY[]::text[]);
        CREATE TABLE "LiteLLM_UserTable" (
            user_id text PRIMARY KEY, user_alias text, team_id text, sso_user_id text UNIQUE, organization_id text, password text,
            teams text[] DEFAULT ARRAY[]::text[], user_role text, max_budget double precision, spend double precision NOT NULL DEFAULT 0, user_email text,
            models text[], metadata jsonb NOT NULL DEFAULT '{}', max_parallel_requests integer, tpm_limit bigint, rpm_limit bigint, budget_duration text,
            budget_reset_at timestamp(3), created_at timestamp(3) DEFAULT CURRENT_TIMESTAMP, updated_at timestamp(3) DEFAULT CURRENT_TIMESTAMP);
        CREATE TABLE "LiteLLM_TeamMembership" (
            user_id text NOT NULL, team_id text NOT NULL, spend double precision NOT NULL DEFAULT 0, budget_id text, PRIMARY KEY (user_id, team_id));
        CREATE TABLE "LiteLLM_VerificationToken" (
            token text PRIMARY KEY, key_name text, key_alias text, soft_budget_cooldown boolean NOT NULL DEFAULT false,
            spend double precision NOT NULL DEFAULT 0, expires timestamp(3), models text[], aliases jsonb NOT NULL DEFAULT '{}', config jsonb NOT NULL DEFAULT '{}',
            router_settings jsonb DEFAULT '{}', user_id text, team_id text, agent_id text, project_id text, permissions jsonb NOT NULL DEFAULT '{}',
            max_parallel_requests integer, metadata jsonb NOT NULL DEFAULT '{}', blocked boolean, tpm_limit bigint, rpm_limit bigint,
            max_budget double precision, budget_duration text, budget_reset_at timestamp(3), allowed_cache_controls text[] DEFAULT ARRAY[]::text[],
            allowed_routes text[] DEFAULT ARRAY[]::text[], policies text[] DEFAULT ARRAY[]::text[], access_group_ids text[] DEFAULT ARRAY[]::text[],
            model_spend jsonb NOT NULL DEFAULT '{}', model_max_budget jsonb NOT NULL DEFAULT '{}', budget_limits jsonb, budget_id text, organization_id text,
            object_permission_id text, created_at timestamp(3) DEFAULT CURRENT_TIMESTAMP, created_by text, updated_at timestamp(3) DEFAULT CURRENT_TIMESTAMP,
            updated_by text, last_active timestamp(3), rotation_count integer DEFAULT 0, auto_rotate boolean DEFAULT false, rotation_interval text,
            last_rotation_at timestamp(3), key_rotation_at timestamp(3));
        CREATE TABLE "LiteLLM_DeprecatedVerificationToken" (
            id text PRIMARY KEY, token text NOT NULL UNIQUE, active_token_id text NOT NULL, revoke_at timestamp(3) NOT NULL,
            created_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP);
        """;
}
