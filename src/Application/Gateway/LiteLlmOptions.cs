using AkashChat.Domain.Common;

namespace AkashChat.Application.Gateway;

/// <summary>The LiteLLM proxy behind us; without it, our own gateway enforces keys and routes calls.</summary>
/// <param name="Endpoint">Its address, with a slash at the end (<c>LITELLM_API_ENDPOINT</c>).</param>
/// <param name="AdminKey">Its master key (<c>LITELLM_ADMIN_KEY</c>).</param>
/// <param name="UserRole">The role of the users that we make there (<c>LITELLM_USER_ROLE</c>).</param>
public sealed record LiteLlmOptions(Uri Endpoint, SecretText AdminKey, string UserRole)
{
    /// <summary>The role that may call models and read its own records, and nothing more.</summary>
    public const string DefaultUserRole = "internal_user_viewer";

    /// <summary>The roles that a user of ours may have there. Those of administrators are not among them.</summary>
    public static readonly IReadOnlyList<string> UserRoles = [DefaultUserRole, "internal_user"];
}
