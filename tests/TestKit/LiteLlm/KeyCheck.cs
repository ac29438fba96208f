using System.Text.Json.Nodes;

namespace AkashChat.TestKit.LiteLlm;

/// <summary>Who calls, and whether the key is any good.</summary>
internal static class KeyCheck
{
    /// <summary>Finds the caller; refuses what is no valid key.</summary>
    public static Caller Authenticate(Call call)
    {
        var state = call.State;
        switch (call.Key)
        {
            case null:
                throw Envelopes.Unauthorized("Authentication Error, No api key passed in.");
            case "":
                throw Envelopes.Unauthorized("Authentication Error, Malformed API Key passed in. Ensure Key has `Bearer ` prefix.");
        }

        if (call.Key == state.MasterKey)
        {
            return Caller.Master;
        }

        if (!call.Key.StartsWith("sk-", StringComparison.Ordinal))
        {
            throw Envelopes.Unauthorized($"LiteLLM Virtual Key expected. Received={Mask(call.Key)}, expected to start with 'sk-'.");
        }

        var hash = KeyText.HashOf(call.Key);
        var row = state.Keys.GetValueOrDefault(hash) ?? throw Envelopes.Unauthorized(
            $"Authentication Error, Invalid proxy server token passed. Received API Key = {KeyText.NameOf(call.Key)}, Key Hash (Token) ={hash}. "
            + "Unable to find token in cache or `LiteLLM_VerificationTokenTable`",
            "token_not_found_in_db",
            "key");
        CheckRow(state, row);
        return new Caller(row, state.FindUser(row.Text("user_id"))?.Text("user_role") ?? "internal_user");
    }

    /// <summary>Lets administrators through only.</summary>
    public static void DemandAdmin(Call call)
    {
        if (!call.Caller.IsAdmin)
        {
            throw Envelopes.Unauthorized(
                "Authentication Error, Only proxy admin can be used to generate, delete, update info for new keys/users/teams. "
                + $"Route={call.Request.Path}. Your role={call.Caller.Role}. Your user_id={Mask(call.Caller.UserId ?? "unknown")}");
        }
    }

    /// <summary>Lets the master key through only.</summary>
    public static void DemandMaster(Call call)
    {
        if (!call.Caller.IsMaster)
        {
            throw Envelopes.Unauthorized($"Tried to access route={call.Request.Path}, which is only for MASTER KEY");
        }
    }

    private static void CheckRow(ProxyState state, JsonObject row)
    {
        if (row.Time("expires") is { } end && end <= state.Now)
        {
            throw Envelopes.Unauthorized(
                $"Authentication Error - Expired Key. Key Expiry time {state.Write(end)} and current time {state.Write(state.Now)}",
                "expired_key",
                row.Text("key_name"));
        }

        if (row.Flag("blocked") == true)
        {
            throw Envelopes.Unauthorized("Authentication Error, Key is blocked. Update via `/key/unblock` if you're an admin.");
        }
    }

    private static string Mask(string text) => text.Length <= 8 ? "****" : $"{text[..4]}****{text[^4..]}";
}
