using AkashChat.Domain.Usage;

namespace AkashChat.Application.Usage;

/// <summary>Takes usage records off the request's path; they are written in batches.</summary>
public interface IUsageSink
{
    /// <summary>Hands a record over. Never blocks and never throws; a record that finds no room is counted and reported.</summary>
    void Record(UsageRecord record);
}
