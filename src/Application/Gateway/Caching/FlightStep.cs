using AkashChat.Application.Gateway.Forwarding;
using AkashChat.Domain.Common;
using AkashChat.Domain.Usage;

namespace AkashChat.Application.Gateway.Caching;

/// <summary>What a follower gets next.</summary>
/// <param name="Head">The answer's head; null: there is none yet, or there will be none.</param>
/// <param name="Bytes">The next bytes, which stay as they are.</param>
/// <param name="IsLast">Whether nothing comes after it.</param>
/// <param name="Error">What the stream breaks off with; null: nothing, as far as is known.</param>
/// <param name="Record">The leader's record; null: the work is not over, or came to none.</param>
internal readonly record struct FlightStep(AnswerHead? Head, ReadOnlyMemory<byte> Bytes, bool IsLast, Error? Error, UsageRecord? Record);
