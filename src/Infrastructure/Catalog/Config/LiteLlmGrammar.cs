using System.Collections.Frozen;

namespace AkashChat.Infrastructure.Catalog.Config;

/// <summary>The keys of LiteLLM's <c>config.yaml</c> that exist there but have no effect here: reported, never silently ignored.</summary>
/// <remarks>A key that is neither here nor read is a slip of the pen, and stops the start.</remarks>
internal static class LiteLlmGrammar
{
    internal static readonly FrozenSet<string> TopLevel = Set(
        "guardrails callback_settings files_settings finetune_settings mcp_servers search_tools vector_store_registry credential_list prompts "
        + "policies policy_attachments agent_list assistant_settings default_vertex_config");

    internal static readonly FrozenSet<string> LiteLlmParams = Set(
        "itpm otpm max_retries num_retries drop_params additional_drop_params allowed_openai_params tag_regex max_budget budget_duration "
        + "input_cost_per_second output_cost_per_second input_cost_per_character output_cost_per_character input_cost_per_image "
        + "output_cost_per_image input_cost_per_pixel output_cost_per_pixel input_cost_per_audio_token output_cost_per_audio_token "
        + "output_cost_per_reasoning_token input_cost_per_token_batches output_cost_per_token_batches input_cost_per_token_above_128k_tokens "
        + "output_cost_per_token_above_128k_tokens input_cost_per_token_above_200k_tokens output_cost_per_token_above_200k_tokens "
        + "cache_read_input_token_cost cache_creation_input_token_cost region_name extra_body extra_query configurable_clientside_auth_params "
        + "litellm_credential_name litellm_trace_id use_in_pass_through use_litellm_proxy use_chat_completions_api "
        + "merge_reasoning_content_in_choices mock_response mock_timeout guardrails litellm_system_prompt model_info prompt_id prompt_variables "
        + "cache_control_injection_points dynamic_callback_params max_file_size_mb ssl_verify base_model azure_ad_token tenant_id client_id "
        + "client_secret azure_scope azure_username azure_password aws_access_key_id aws_secret_access_key aws_session_token aws_region_name "
        + "aws_session_name aws_profile_name aws_role_name aws_web_identity_token aws_bedrock_runtime_endpoint vertex_project vertex_location "
        + "vertex_credentials watsonx_region_name gcs_bucket_name s3_bucket_name auto_router_config_path auto_router_config "
        + "auto_router_default_model auto_router_embedding_model complexity_router_config "
        + "temperature top_p top_k n stop seed max_tokens max_completion_tokens presence_penalty frequency_penalty logit_bias logprobs "
        + "top_logprobs response_format tools tool_choice parallel_tool_calls reasoning_effort thinking user stream stream_options dimensions "
        + "encoding_format input_type voice service_tier modalities metadata");

    internal static readonly FrozenSet<string> RouterSettings = Set(
        "max_retries redis_host redis_port redis_password redis_url redis_db cache_responses cache_kwargs caching_groups client_ttl "
        + "default_litellm_params default_priority polling_interval provider_budget_config enable_health_check_routing "
        + "health_check_staleness_threshold health_check_ignore_transient_errors enable_weighted_failover ignore_invalid_deployments debug_level "
        + "set_verbose alerting_config assistants_config router_general_settings deployment_affinity_ttl_seconds search_tools guardrail_list "
        + "model_group_affinity_config enable_pre_call_check");

    internal static readonly FrozenSet<string> StrategyArguments = Set("ttl max_latency_list_size rpm tpm");

    internal static readonly FrozenSet<string> LiteLlmSettings = Set(
        "drop_params modify_params additional_drop_params set_verbose suppress_debug_info json_logs turn_off_message_logging "
        + "redact_user_api_key_info redact_messages_in_exceptions callbacks success_callback failure_callback service_callbacks audit_log_callbacks "
        + "langfuse_default_tags mcp_aliases max_budget budget_duration max_internal_user_budget internal_user_budget_duration max_end_user_budget "
        + "max_end_user_budget_id default_internal_user_params default_key_generate_params upperbound_key_generate_params key_generation_settings "
        + "default_team_params default_team_settings timezone disable_end_user_cost_tracking disable_end_user_cost_tracking_prometheus_only "
        + "extra_spend_tag_headers return_response_headers ssl_verify ssl_certificate force_ipv4 public_model_groups public_model_groups_links "
        + "public_agent_groups tag_budget_config priority_reservation priority_reservation_settings telemetry enable_preview_features "
        + "disable_add_transform_inline_image_block use_chat_completions_url_for_anthropic_messages disable_hf_tokenizer_download "
        + "enable_json_schema_validation enable_key_alias_format_validation disable_copilot_system_to_assistant network_mock "
        + "LITELLM_DISABLE_STOP_SEQUENCE_LIMIT cache_kwargs disable_streaming_logging "
        + "require_auth_for_metrics_endpoint custom_prometheus_metadata_labels custom_prometheus_tags prometheus_metrics_config "
        + "prometheus_initialize_budget_metrics enable_end_user_cost_tracking_prometheus_only "
        + "s3_callback_params gcs_pub_sub_use_v1 datadog_params aws_sqs_callback_params cold_storage_custom_logger store_audit_logs "
        + "credential_list model_alias_map model_cost cost_discount_config cost_margin_config guardrails default_in_memory_ttl "
        + "default_redis_ttl default_redis_batch_cache_expiry use_aiohttp_transport disable_aiohttp_transport aiohttp_trust_env "
        + "add_user_information_to_llm_headers add_function_to_prompt include_cost_in_streaming_usage user_url_validation "
        + "token image_generation_config custom_provider_map reasoning_auto_summary vector_store_registry");

    internal static readonly FrozenSet<string> CacheParams = Set(
        "host port username password url db ssl ssl_cert_reqs ssl_check_hostname ssl_ca_certs max_connections socket_timeout "
        + "socket_connect_timeout redis_startup_nodes service_name sentinel_nodes sentinel_password gcp_service_account gcp_ssl_ca_certs "
        + "redis_flush_size default_in_memory_ttl default_in_redis_ttl similarity_threshold redis_semantic_cache_embedding_model "
        + "redis_semantic_cache_index_name qdrant_api_base qdrant_api_key qdrant_collection_name qdrant_quantization_config "
        + "qdrant_semantic_cache_embedding_model qdrant_semantic_cache_vector_size s3_bucket_name s3_region_name s3_api_version s3_use_ssl "
        + "s3_verify s3_endpoint_url s3_aws_access_key_id s3_aws_secret_access_key s3_aws_session_token s3_config s3_path disk_cache_dir "
        + "gcs_bucket_name gcs_path_service_account gcs_path disable_copilot_system_to_assistant");

    internal static readonly FrozenSet<string> GeneralSettings = Set(
        "master_key database_url database_connection_pool_limit database_connection_timeout store_model_in_db supported_db_objects "
        + "proxy_batch_write_at proxy_batch_polling_interval use_redis_transaction_buffer disable_spend_logs disable_spend_updates "
        + "store_prompts_in_spend_logs maximum_spend_logs_retention_period maximum_spend_logs_retention_interval "
        + "maximum_spend_logs_cleanup_cron disable_error_logs allow_requests_on_db_unavailable proxy_budget_rescheduler_min_time "
        + "proxy_budget_rescheduler_max_time disable_reset_budget health_check_details health_check_concurrency use_shared_health_check "
        + "enable_health_check_routing health_check_staleness_threshold alerting alerting_args alerting_threshold alert_types "
        + "alert_to_webhook_url spend_report_frequency max_parallel_requests global_max_parallel_requests max_request_size_mb "
        + "max_response_size_mb infer_model_from_keys enforce_user_param enforced_params user_header_name user_header_mappings "
        + "forward_client_headers_to_llm_api forward_openai_org_id forward_llm_provider_auth_headers allow_client_side_credentials "
        + "always_include_stream_usage token_rate_limit_type pass_through_endpoints litellm_key_header_name custom_auth custom_auth_settings "
        + "custom_auth_run_common_checks custom_key_generate custom_key_update custom_sso custom_ui_sso_sign_in_handler enable_jwt_auth "
        + "litellm_jwtauth enable_oauth2_auth enable_oauth2_proxy_auth oauth2_config_mappings allowed_routes public_routes admin_only_routes "
        + "allowed_ips use_x_forwarded_for mcp_internal_ip_ranges mcp_trusted_proxy_ranges ui_access_mode ui_settings control_plane_url "
        + "key_management_system key_management_settings use_azure_key_vault use_google_kms user_api_key_cache_ttl enable_drain_endpoint "
        + "drain_endpoint_token allow_public_health_readiness_details fail_closed_budget_enforcement completion_model embedding_model "
        + "image_generation_model moderation_model disable_master_key_return disable_retry_on_max_parallel_request_limit_error "
        + "disable_adding_master_key_hash_to_db disable_responses_id_security disable_prisma_schema_update reject_clientside_metadata_tags "
        + "user_mcp_management_mode service_account_settings default_team_disabled allow_user_auth litellm_license role_permissions "
        + "use_client_credentials_pass_through_routes database_type otel search_tools worker_registry coordination_redis "
        + "scope_user_info_to_team_admins required_mcp_server_alias_prefix");

    internal static readonly FrozenSet<string> PreCallChecks = Set(
        "router_budget_limiting responses_api_deployment_check forward_client_headers_by_model_group enforce_model_rate_limits "
        + "encrypted_content_affinity");

    internal static readonly FrozenSet<string> CacheTypes = Set("redis-semantic qdrant-semantic valkey-semantic s3 gcs azure-blob disk");

    // model_info takes any extra key by its grammar, so that none of them is a fault.
    internal static readonly FrozenSet<string> Modes = Set(
        "chat completion embedding image_generation audio_transcription audio_speech moderation rerank responses realtime batch");

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
