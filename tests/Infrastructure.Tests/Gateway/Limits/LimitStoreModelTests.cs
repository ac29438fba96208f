using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Catalog;
using CsCheck;

namespace AkashChat.Infrastructure.Tests.Gateway.Limits;

/// <summary>Any sequence of acts leaves both stores as the definition says, and as each other.</summary>
public sealed class LimitStoreModelTests
{
    // Acts: what is done, and three numbers to choose by.
    private static readonly Gen<(int Act, int A, int B, int C)[]> Acts =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 999], Gen.Int[0, 999], Gen.Int[0, 999]).Array[1, 150];

    [Fact]
    public async Task AnySequenceOfActs_LeavesBothStoresAsTheModelSays() => await Acts.SampleAsync(RunAsync, iter: 60, threads: 1);

    private static async Task RunAsync((int Act, int A, int B, int C)[] acts)
    {
        await using var redis = await LimitRig.StartAsync(inRedis: true);
        var memory = LimitRig.InMemory();
        var model = new LimitModel();

        // A store may forget what stands in the records.
        (redis.Past, memory.Past) = (model.Recorded, model.Recorded);
        var run = new Run(redis, memory, model);
        foreach (var (act, a, b, c) in acts)
        {
            await (act switch
            {
                < 5 => run.ReserveAsync(a, b, c),
                < 7 => run.SettleAsync(a, b, c),
                7 => run.SettleAsync(a, 0, 0),
                _ => run.WaitAsync(a, b),
            });
        }

        await run.EndAsync();
    }

    private sealed class Run(LimitRig redis, LimitRig memory, LimitModel model)
    {
        private readonly List<Reservation> _open = [];
        private readonly LimitCharge[] _charges =
        [
            redis.Charge(LimitMeasure.Parallel, 4),
            redis.Charge(LimitMeasure.Requests, 6),
            redis.Charge(LimitMeasure.Requests, 15, new LimitWindow(TimeSpan.FromMinutes(2), IsMonth: false, IsRolling: true)),
            redis.Charge(LimitMeasure.Tokens, 1000),
            redis.Charge(LimitMeasure.Tokens, 4000, new LimitWindow(TimeSpan.FromHours(1), IsMonth: false, IsRolling: false)),
            redis.Charge(LimitMeasure.Money, 3000, new LimitWindow(TimeSpan.FromHours(1), IsMonth: false, IsRolling: true)),
            redis.Charge(LimitMeasure.Money, 900, new LimitWindow(TimeSpan.FromSeconds(30), IsMonth: false, IsRolling: true), model: "one"),
        ];

        public async Task ReserveAsync(int a, int b, int c)
        {
            // Bits of the first number say which limits it is under.
            var charges = _charges.Where((_, index) => ((a >> index) & 1) == 1).Select(charge => charge.Rule.Measure is LimitMeasure.Tokens or LimitMeasure.Money
                ? charge with { Amount = 1 + b, Least = Math.Min(1 + b, 1 + c) }
                : charge).ToArray();
            var asked = redis.Reservation(charges);
            var same = asked with { };
            var expected = model.Foresee(asked);
            var isAdmitted = expected.All(state => !state.IsHit);

            var states = await redis.Store.ReserveAsync(asked, CancellationToken.None);
            Assert.Equal(states, await memory.Store.ReserveAsync(same, CancellationToken.None));

            Assert.Equal(expected.Select(state => (state.Held, state.IsHit)), states.Select(state => (state.Asked, state.IsHit)));
            Assert.Equal(expected.Select(state => state.Used + (isAdmitted ? state.Held : 0)), states.Select(state => state.Used));
            Assert.Equal(isAdmitted ? expected.Select(state => state.Held) : [], asked.Held);
            if (isAdmitted)
            {
                model.Hold(asked, asked.Held);
                _open.Add(asked);
            }

            // Booked and reserved are never above the cap.
            Assert.All(_charges, charge => Assert.InRange(model.Used(charge.Counter, redis.Clock.GetUtcNow()), 0, charge.Rule.Limit));
        }

        public Task SettleAsync(int a, int b, int c)
        {
            if (_open.Count == 0)
            {
                return Task.CompletedTask;
            }

            // No more than it held, of any of its limits.
            var reservation = _open[a % _open.Count];
            _open.Remove(reservation);
            var (tokens, money) = (Math.Min(b, Held(reservation, LimitMeasure.Tokens)), Math.Min(c, Held(reservation, LimitMeasure.Money)));
            redis.Store.Settle(reservation, tokens, money);
            memory.Store.Settle(reservation, tokens, money);
            model.Settle(reservation.Id, tokens, money);
            return Task.CompletedTask;
        }

        public Task WaitAsync(int a, int b)
        {
            // Mostly seconds, sometimes into another hour; never more than a lease without a sign of life, which is another test.
            var time = TimeSpan.FromMilliseconds(a % 10 == 0 ? 3_600_000 / 7 * (b % 10) : b * 41);
            redis.Clock.Advance(time);
            memory.Clock.Advance(time);
            return Task.CompletedTask;
        }

        /// <summary>Ends all that is open, and looks at every counter.</summary>
        public async Task EndAsync()
        {
            while (_open.Count > 0)
            {
                await SettleAsync(0, 500, 500);
            }

            var all = redis.Reservation(_charges);
            var states = await redis.Store.ReadAsync(all, CancellationToken.None);
            Assert.Equal(states, await memory.Store.ReadAsync(all, CancellationToken.None));
            Assert.Equal(_charges.Select(charge => model.Used(charge.Counter, all.At)), states.Select(state => state.Used));
            Assert.Equal(0, states[0].Used);
        }

        private static long Held(Reservation reservation, LimitMeasure measure)
        {
            var held = reservation.Held.Where((_, index) => reservation.Charges[index].Rule.Measure == measure).ToArray();
            return held.Length == 0 ? long.MaxValue : held.Min();
        }
    }
}
