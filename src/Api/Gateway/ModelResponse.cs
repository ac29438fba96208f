using System.Globalization;
using System.Text.Json.Serialization;
using AkashChat.Application.Catalog.ListModels;
using AkashChat.Domain.Catalog;

namespace AkashChat.Api.Gateway;

/// <summary>A list of models.</summary>
/// <param name="Object">Always <c>list</c>.</param>
/// <param name="Data">The models.</param>
internal sealed record ModelListResponse(string Object, IReadOnlyList<ModelResponse> Data);

/// <summary>A model: OpenAI's four fields, and behind them what is known of it; what nobody said is left out.</summary>
/// <param name="Id">The name to put into requests.</param>
/// <param name="Object">Always <c>model</c>.</param>
/// <param name="Created">When it was put on offer, in Unix seconds.</param>
/// <param name="OwnedBy">Always <c>akashchat</c>.</param>
internal sealed record ModelResponse(
    string Id, string Object, long Created, [property: JsonPropertyName("owned_by")] string OwnedBy)
{
    /// <summary>What it is for: <c>chat</c>, <c>completion</c>, <c>embedding</c> or another of LiteLLM's modes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Mode { get; init; }

    /// <summary>The longest prompt in tokens, under the name that most clients read.</summary>
    [JsonPropertyName("context_length")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ContextLength { get; init; }

    /// <summary>The same, under LiteLLM's name.</summary>
    [JsonPropertyName("max_input_tokens")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxInputTokens => ContextLength;

    /// <summary>The longest answer in tokens.</summary>
    [JsonPropertyName("max_output_tokens")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxOutputTokens { get; init; }

    /// <summary>What it can do.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CapabilitiesResponse? Capabilities { get; init; }

    /// <summary>What it costs at most.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PricingResponse? Pricing { get; init; }

    /// <summary><c>available</c>, <c>degraded</c> or <c>unavailable</c>, as this instance sees it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? State { get; init; }

    internal static ModelResponse Of(ModelView model) => new(model.Name, "model", model.ListedAt.ToUnixTimeSeconds(), "akashchat")
    {
        Mode = model.Mode,
        ContextLength = model.MaxInputTokens,
        MaxOutputTokens = model.MaxOutputTokens,
        Capabilities = model.Vision is null && model.Tools is null ? null : new CapabilitiesResponse(model.Vision, model.Tools),
        Pricing = model.Price is { } price ? PricingResponse.Of(price) : null,
        State = model.State == ModelState.Unknown ? null : model.State.ToString().ToLowerInvariant(),
    };
}

/// <summary>What a model can do.</summary>
/// <param name="Vision">Whether it takes pictures.</param>
/// <param name="Tools">Whether it calls tools.</param>
internal sealed record CapabilitiesResponse(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Vision,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Tools);

/// <summary>What one token costs in US dollars, as text so that no digit is lost.</summary>
/// <param name="Prompt">A token read.</param>
/// <param name="Completion">A token written.</param>
internal sealed record PricingResponse(string Prompt, string Completion)
{
    internal static PricingResponse Of(TokenPrice price) => new(Usd(price.InputFemtoUsd), Usd(price.OutputFemtoUsd));

    private static string Usd(long femtoUsd) => ((decimal)femtoUsd / TokenPrice.FemtoUsdPerUsd).ToString("0.###############", CultureInfo.InvariantCulture);
}
