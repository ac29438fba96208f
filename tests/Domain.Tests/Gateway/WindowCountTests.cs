using AkashChat.Domain.Catalog;
using AkashChat.Domain.Gateway;
using Xunit.Abstractions;

namespace AkashChat.Domain.Tests.Gateway;

public sealed class WindowCountTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 26, 11, 37, 22, TimeSpan.Zero);

    [Fact]
    public void CalendarPeriod_CountsWhatBeganInItAndNothingElse()
    {
        var count = new WindowCount(LimitWindow.Minute);
        count.Add(5, Start, Start);
        var next = Start.AddSeconds(38);

        Assert.Equal(5, count.UsedAt(next.AddTicks(-1)));
        Assert.Equal(TimeSpan.FromSeconds(38), count.TimeUntilGone(5, Start));
        Assert.Equal(0, count.UsedAt(next));
        count.Add(-3, Start, next);
        Assert.Equal(0, count.UsedAt(next));
    }

    [Fact]
    public void OpenOnes_CountUntilTheyEnd()
    {
        var count = new WindowCount(null);
        count.Add(1, Start, Start);
        count.Add(1, Start, Start);
        count.Add(-1, Start, Start.AddYears(1));

        Assert.Equal((1, TimeSpan.Zero), (count.UsedAt(Start.AddYears(1)), count.TimeUntilGone(1, Start.AddYears(1))));
    }

    [Fact]
    public void RollingWindow_NeverCountsTooLittleAndAtMostASlotTooLong()
    {
        var start = Random.Shared.Next();
        output.WriteLine($"Seed {start}");
        for (var seed = start; seed < start + 200; seed++)
        {
            Follow(new Random(seed), seed);
        }
    }

    private static void Follow(Random random, int seed)
    {
        var window = LimitWindow.Parse(random.Next(3) switch { 0 => "30s", 1 => "1h", _ => "1d" }, isRolling: true)!.Value;
        var slot = TimeSpan.FromTicks(window.SlotTicks);
        var count = new WindowCount(window);
        var events = new List<(DateTimeOffset At, long Amount)>();
        var now = Start;
        for (var step = 0; step < 100; step++)
        {
            now += window.Length * (random.NextDouble() * random.NextDouble() / 4);
            if (random.Next(3) > 0)
            {
                events.Add((now, random.Next(1, 100)));
                count.Add(events[^1].Amount, now, now);
            }
            else if (events.Count > 0)
            {
                // What was reserved turns out to be less.
                var index = random.Next(events.Count);
                var less = random.Next((int)events[index].Amount + 1);
                events[index] = (events[index].At, events[index].Amount - less);
                count.Add(-less, events[index].At, now);
            }

            var used = count.UsedAt(now);
            var least = events.Where(one => one.At > now - window.Length).Sum(one => one.Amount);
            var most = events.Where(one => one.At > now - window.Length - slot).Sum(one => one.Amount);
            Assert.True(used >= least && used <= most, $"Seed {seed}, step {step}: {used} is not within {least} and {most}");
            if (used > 0)
            {
                var wanted = random.NextInt64(1, used + 1);
                var wait = count.TimeUntilGone(wanted, now);
                var left = new[] { wait, wait - TimeSpan.FromTicks(1) }
                    .Select(later => events.Where(one => one.At.UtcTicks / window.SlotTicks > ((now + later).UtcTicks / window.SlotTicks) - LimitWindow.Slots - 1).Sum(one => one.Amount))
                    .ToArray();
                Assert.True(left[0] <= used - wanted && left[1] > used - wanted, $"Seed {seed}, step {step}: {wanted} of {used} are not gone after {wait}");
            }
        }
    }
}
