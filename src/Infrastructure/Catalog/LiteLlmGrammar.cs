using System.Collections.Frozen;

namespace AkashChat.Infrastructure.Catalog;

/// <summary>The keys of LiteLLM's <c>config.yaml</c> that exist there but have no effect here yet: reported, never silently ignored.</summary>
/// <remarks>A key that is in neither list is a slip of the pen, and stops the start.</remarks>
internal static class LiteLlmGrammar
{
    internal static readonly FrozenSet<string> TopLevel = Set(
        "litellm_settings router_settings general_settings environment_variables guardrails include callback_settings files_settings "
        + "finetune_settings mcp_servers search_tools vector_store_registry credential_list prompts policies");

    internal static readonly FrozenSet<string> LiteLlmParams = Set(
        "custom_llm_provider api_version organization rpm tpm itpm otpm order max_parallel_requests max_retries num_retries drop_params "
        + "additional_drop_params tags tag_regex max_budget budget_duration cooldown_time "
        + "input_cost_per_second output_cost_per_second cache_read_input_token_cost cache_creation_input_token_cost region_name "
        + "extra_headers default_headers extra_body temperature max_tokens top_p configurable_clientside_auth_params "
        + "litellm_credential_name use_in_pass_through merge_reasoning_content_in_choices mock_response mock_timeout guardrails "
        + "litellm_system_prompt model_info");

    // model_info takes any extra key by its grammar, so that none of them is a fault.
    internal static readonly FrozenSet<string> Modes = Set(
        "chat completion embedding image_generation audio_transcription audio_speech moderation rerank responses realtime batch");

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
