using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AkashChat.Domain.Catalog;
using AkashChat.Domain.Common;
using AkashChat.Domain.Gateway;

namespace AkashChat.Application.Gateway.Forwarding;

/// <summary>Reads a call's body as its route has it, JSON or a form, and puts the model in if it is named elsewhere.</summary>
public static class CallIntake
{
    /// <summary>Reads a body.</summary>
    /// <param name="route">What is asked.</param>
    /// <param name="body">The whole body; it is changed if the model stands in the path, or is the route's default.</param>
    /// <param name="contentType">Its type.</param>
    /// <param name="modelOfPath">The model that the path names, which holds then; null: the path names none.</param>
    public static Result<CallFields> Read(GatewayRoute route, PooledBytes body, string? contentType, string? modelOfPath = null)
    {
        var fields = ReadFields(route, body, contentType);
        var isMissing = !fields.IsSuccess && fields.Error.Code == GatewayErrors.ModelMissing.Code;
        if ((modelOfPath ?? (isMissing ? route.DefaultModel : null)) is not { } model || !(fields.IsSuccess || isMissing))
        {
            return fields;
        }

        if (ContainsControl(model))
        {
            // It would break out of the form's part.
            return CatalogErrors.ModelNotFound;
        }

        if (fields.IsSuccess && string.Equals(fields.Value.Model, model, StringComparison.Ordinal))
        {
            return fields;
        }

        if (route.TakesForm)
        {
            PutIntoForm(body, FormReader.Scan(body.Written.Span, contentType).Value, model);
        }
        else
        {
            PutIntoJson(body, model);
        }

        return ReadFields(route, body, contentType);
    }

    private static Result<CallFields> ReadFields(GatewayRoute route, PooledBytes body, string? contentType) =>
        route.TakesForm ? FormReader.Read(body.Written.Span, contentType) : CallReader.Read(body.Written.Span);

    private static void PutIntoForm(PooledBytes body, FormScan scan, string model)
    {
        if (scan.Model is { } place)
        {
            body.Replace(place, Encoding.UTF8.GetBytes(model));
            return;
        }

        // A part of its own before all others, behind a copy of the first boundary.
        var boundary = body.Written.Span[scan.Start..];
        byte[] part =
        [
            .. boundary[..boundary.IndexOf("\r\n"u8)], .. "\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n"u8,
            .. Encoding.UTF8.GetBytes(model), .. "\r\n"u8,
        ];
        body.Replace(scan.Start..scan.Start, part);
    }

    /// <summary>The body is known to be JSON, or to lack nothing but the model.</summary>
    private static void PutIntoJson(PooledBytes body, string model)
    {
        byte[] value = [(byte)'"', .. JsonEncodedText.Encode(model, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes, (byte)'"'];
        var json = new Utf8JsonReader(body.Written.Span, CallReader.Options);
        json.Read();
        var start = (int)json.BytesConsumed;
        var isEmpty = true;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            isEmpty = false;
            var isModel = json.ValueTextEquals("model"u8);
            json.Read();
            if (isModel)
            {
                body.Replace((int)json.TokenStartIndex..(int)json.BytesConsumed, value);
                return;
            }

            json.Skip();
        }

        body.Replace(start..start, isEmpty ? [.. "\"model\":"u8, .. value] : [.. "\"model\":"u8, .. value, (byte)',']);
    }

    private static bool ContainsControl(string text)
    {
        foreach (var character in text)
        {
            if (char.IsControl(character))
            {
                return true;
            }
        }

        return false;
    }
}
