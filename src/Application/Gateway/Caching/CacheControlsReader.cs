using System.Text.Json;
using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Caching;

/// <summary>Reads the <c>cache</c> member of a request.</summary>
internal static class CacheControlsReader
{
    // Ten years. Nothing is kept for longer anyway, and dates have an end of their own.
    private const double MaxSeconds = 315_360_000;

    /// <summary>Reads what a call says.</summary>
    public static Result<CacheControls> Read(GatewayCall call)
    {
        if (call.Fields.Cache is not { } place)
        {
            return CacheControls.None.With(call.CacheControl);
        }

        try
        {
            var read = ReadValue(new Utf8JsonReader(call.Body.Span[place], CallReader.Options));
            return read.IsSuccess ? read.Value.With(call.CacheControl) : read;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair.
            return CommonErrors.MalformedJson;
        }
    }

    private static Result<CacheControls> ReadValue(Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return CacheControls.None;
        }

        if (json.TokenType != JsonTokenType.StartObject)
        {
            return GatewayErrors.FieldWrongType with { Field = "cache" };
        }

        var controls = CacheControls.None;
        var seen = Control.None;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var (control, name) = ControlOf(json);
            json.Read();
            if (control == Control.None)
            {
                json.Skip();
                continue;
            }

            if ((seen & control) != 0)
            {
                return GatewayErrors.FieldTwice with { Field = name };
            }

            seen |= control;
            if (json.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            if (Apply(control, json, controls) is not { } changed)
            {
                return GatewayErrors.FieldWrongType with { Field = name };
            }

            controls = changed;
        }

        return controls;
    }

    private static (Control Control, string Name) ControlOf(in Utf8JsonReader json) =>
        json.ValueTextEquals("no-cache"u8) ? (Control.NoCache, "cache.no-cache")
        : json.ValueTextEquals("no-store"u8) ? (Control.NoStore, "cache.no-store")
        : json.ValueTextEquals("use-cache"u8) ? (Control.UseCache, "cache.use-cache")
        : json.ValueTextEquals("ttl"u8) ? (Control.Ttl, "cache.ttl")
        : json.ValueTextEquals("s-maxage"u8) ? (Control.MaxAge, "cache.s-maxage")
        : json.ValueTextEquals("s-max-age"u8) ? (Control.MaxAge, "cache.s-max-age")
        : json.ValueTextEquals("namespace"u8) ? (Control.Namespace, "cache.namespace")
        : (Control.None, string.Empty);

    /// <returns>Null: the value is of the wrong type.</returns>
    private static CacheControls? Apply(Control control, in Utf8JsonReader json, CacheControls controls)
    {
        bool? flag = json.TokenType is JsonTokenType.True or JsonTokenType.False ? json.TokenType == JsonTokenType.True : null;
        return control switch
        {
            Control.NoCache => flag is { } set ? controls with { NoCache = set } : null,
            Control.NoStore => flag is { } set ? controls with { NoStore = set } : null,
            Control.UseCache => flag is { } set ? controls with { UseCache = set } : null,
            Control.Ttl => SecondsOf(json) is { } time ? controls with { Ttl = time } : null,
            Control.MaxAge => SecondsOf(json) is { } time ? controls with { MaxAge = time } : null,
            _ => json.TokenType == JsonTokenType.String ? controls with { Namespace = json.GetString() } : null,
        };
    }

    private static TimeSpan? SecondsOf(in Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.Number && json.TryGetDouble(out var seconds) && seconds >= 0
            ? TimeSpan.FromSeconds(Math.Min(seconds, MaxSeconds))
            : null;

    [Flags]
    private enum Control
    {
        None = 0,
        NoCache = 1,
        NoStore = 2,
        UseCache = 4,
        Ttl = 8,
        MaxAge = 16,
        Namespace = 32,
    }
}
