using System.Globalization;
using AkashChat.Application.Gateway.Admission;
using AkashChat.Domain.Keys;
using AkashChat.Infrastructure.Gateway;
using Microsoft.Extensions.Time.Testing;

namespace AkashChat.Infrastructure.Tests.Gateway;

public sealed class KeyMemoryTests
{
    private static readonly RememberedKey Any = new(
        new KeySnapshot { Id = "0123456789", UserId = Guid.Empty, TeamId = "team", State = KeyState.Active, CreatedAt = default }, Looks: 0, ReadAt: 0);

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void ManyKeys_AreRememberedUpToABoundAndTheOnesInUseStay()
    {
        var memory = new KeyMemory(_clock, generationSize: 10);
        memory.Put("in use", Any);

        for (var number = 0; number < 1_000; number++)
        {
            memory.Put(number.ToString(CultureInfo.InvariantCulture), Any);
            Assert.NotNull(memory.Find("in use"));
            Assert.True(memory.Count <= 20);
        }

        Assert.Null(memory.Find("1"));
    }

    [Fact]
    public void KeysThatAreTheSameAllTheTime_AreAllRemembered()
    {
        var memory = new KeyMemory(_clock, generationSize: 10);
        for (var round = 0; round < 5; round++)
        {
            for (var number = 0; number < 10; number++)
            {
                var name = number.ToString(CultureInfo.InvariantCulture);
                Assert.Equal(round > 0, memory.Find(name) is not null);
                memory.Put(name, Any);
            }
        }
    }

    [Fact]
    public void KeyThatNobodyUses_IsForgottenInTheEnd()
    {
        var memory = new KeyMemory(_clock);
        memory.Put("idle", Any);
        for (var turn = 0; turn < 2; turn++)
        {
            _clock.Advance(TimeSpan.FromMinutes(10));
            memory.Put($"new {turn}", Any);
        }

        Assert.Null(memory.Find("idle"));
    }

    [Fact]
    public void ForgottenKey_IsNotThere()
    {
        var memory = new KeyMemory(_clock);
        memory.Put("key", Any);

        memory.Forget("key");

        Assert.Null(memory.Find("key"));
    }
}
