namespace AkashChat.Domain.Catalog;

/// <summary>What a deployment can do, as far as the operator said so; null: not said, and then nothing is held against it.</summary>
public sealed record ModelCapabilities
{
    /// <summary>Nothing was said.</summary>
    public static readonly ModelCapabilities Unknown = new();

    /// <summary>The longest prompt, in tokens (<c>max_input_tokens</c>).</summary>
    public int? MaxInputTokens { get; init; }

    /// <summary>The longest answer, in tokens (<c>max_output_tokens</c>).</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Whether it takes pictures (<c>supports_vision</c>).</summary>
    public bool? Vision { get; init; }

    /// <summary>Whether it calls tools (<c>supports_function_calling</c>).</summary>
    public bool? Tools { get; init; }
}
