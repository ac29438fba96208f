using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Keys;
using AkashChat.TestKit.Builders;

namespace AkashChat.Application.Tests.Gateway.Admission;

/// <summary>Makes what the gateway knows of a key.</summary>
internal static class AKeySnapshot
{
    /// <summary>An active key with these limits.</summary>
    public static KeySnapshot With(KeyLimits limits, string id = "0123456789") => new()
    {
        Id = id,
        UserId = Guid.CreateVersion7(),
        TeamId = "chatapi-pless",
        State = KeyState.Active,
        CreatedAt = AMoment.Now,
        Limits = limits,
    };
}
