using AkashChat.Domain.Usage;

namespace AkashChat.Application.Usage;

/// <summary>Takes usage off the request's path; it is written in batches, and survives this process.</summary>
public interface IUsageSink
{
    /// <summary>Told of a call before anything of it goes to a model server. Never throws; waits for milliseconds at most, and only where the note is kept outside of this process.</summary>
    ValueTask BeginAsync(OpenCall call);

    /// <summary>Hands over the record of a call that is over; it takes the place of the open call of that name. Never blocks and never throws; a record that finds no room is counted and reported.</summary>
    void Record(UsageRecord record);
}
