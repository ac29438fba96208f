using AkashChat.Domain.Catalog;

namespace AkashChat.Infrastructure.Gateway.Rehearsal;

/// <summary>Runs one scenario: requests while something is wrong, then, with all well again, until whoever was struck is asked again.</summary>
internal sealed class ScenarioRun(RehearsalEngine engine, Outage outage, RehearsalClock clock, RehearsalOptions options, Scenario scenario)
{
    // So many at the same moment, so that strategies have open requests to go by.
    private const int MostAtOnce = 4;

    // While all is well, chance has to even out.
    private const int TimesWhenWell = 3;

    // Who is free and still not asked by so many requests is not asked at all.
    private const int EnoughToBeAsked = 30;

    private static readonly TimeSpan ReturnInterval = TimeSpan.FromSeconds(0.5);

    // The longest cooldown that is not configured, and a trial that fails within it.
    private static readonly TimeSpan ReturnPatience = TimeSpan.FromMinutes(2);

    /// <summary>Runs it.</summary>
    /// <returns>How its calls ended, and how long the return took; null: nobody was struck, or nobody returned.</returns>
    public async Task<(IReadOnlyList<CallOutcome> Calls, TimeSpan? BackAfter)> RunAsync()
    {
        // Limits count by the minutes of the clock: every scenario has a whole one before it.
        await Task.Delay(TimeSpan.FromTicks(TimeSpan.TicksPerMinute - (clock.GetUtcNow().Ticks % TimeSpan.TicksPerMinute)), clock);
        outage.Begin(scenario.Fault, scenario.Struck.Select(deployment => deployment.Id));
        var calls = await SendAsync(scenario.Struck.IsEmpty ? options.Requests * TimesWhenWell : options.Requests);
        outage.End();
        return (calls, scenario.Struck.IsEmpty ? null : await WaitForReturnAsync());
    }

    private async Task<CallOutcome[]> SendAsync(int count)
    {
        var atOnce = Math.Clamp((int)Math.Round(options.Rate), 1, MostAtOnce);
        var interval = TimeSpan.FromSeconds(atOnce / options.Rate);
        var calls = new List<Task<CallOutcome>>(count);
        while (calls.Count < count)
        {
            for (var place = 0; place < atOnce && calls.Count < count; place++)
            {
                calls.Add(CallAsync());
            }

            await Task.Delay(interval, clock);
        }

        return await Task.WhenAll(calls);
    }

    private async Task<TimeSpan?> WaitForReturnAsync()
    {
        var wellAt = clock.GetTimestamp();
        var calls = new List<Task>();
        TimeSpan? free = null;
        TimeSpan? asked = null;
        for (var since = 0; asked is null && since < EnoughToBeAsked && clock.GetElapsedTime(wellAt) < Patience; since += free is null ? 0 : 1)
        {
            free ??= scenario.Struck.Any(engine.IsHealthy) ? clock.GetElapsedTime(wellAt) : null;
            calls.Add(CallAsync());
            asked = Soonest();
            await Task.Delay(ReturnInterval, clock);
        }

        await Task.WhenAll(calls);
        return asked ?? Soonest() ?? free;
    }

    private TimeSpan Patience => scenario.Struck.Max(deployment => deployment.Cooldown ?? TimeSpan.Zero) + ReturnPatience;

    private TimeSpan? Soonest() => scenario.Struck.Min(deployment => outage.AskedAfter(deployment.Id));

    private Task<CallOutcome> CallAsync() => engine.CallAsync(NameOf(scenario.Group), scenario.Route, scenario.Streamed);

    /// <summary>A name that the model answers to.</summary>
    private static string NameOf(ModelGroup group) => group.Name.Replace("*", "rehearsal", StringComparison.Ordinal);
}
