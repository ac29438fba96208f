using System.Text;
using AkashChat.Application.Gateway.Caching;

namespace AkashChat.Infrastructure.Tests.Gateway.Caching;

/// <summary>Makes kept answers.</summary>
internal static class AnAnswer
{
    public static KeptAnswer Of(string body, DateTimeOffset now, bool isStream = false, AnswerSource? source = null) => new()
    {
        ContentType = "application/json",
        IsStream = isStream,
        Body = Encoding.UTF8.GetBytes(body),
        Source = source ?? new AnswerSource(1, 2, 3),
        StoredAt = now,
        ExpiresAt = now + TimeSpan.FromMinutes(1),
    };
}
