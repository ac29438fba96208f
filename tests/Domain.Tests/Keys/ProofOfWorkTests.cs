using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using AkashChat.Domain.Keys;

namespace AkashChat.Domain.Tests.Keys;

public sealed class ProofOfWorkTests
{
    private const string Challenge = "a-sealed-challenge";
    private const int Difficulty = 6;

    private static readonly string Solution = ProofOfWork.Solve(Challenge, Difficulty, CancellationToken.None);
    private static readonly string[] Numbers = Solution.Split('.');

    [Fact]
    public void Solved_IsAccepted() => Assert.True(ProofOfWork.IsSolvedBy(Challenge, Difficulty, Solution));

    [Fact]
    public void Solution_HasTheDocumentedForm()
    {
        Assert.Equal(ProofOfWork.Parts, Numbers.Length);
        Assert.All(
            Numbers.Index(),
            part =>
            {
                var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Challenge}:{part.Index}:{part.Item}"));
                Assert.True(BitOperations.LeadingZeroCount(BitConverter.ToUInt32([hash[3], hash[2], hash[1], hash[0]])) >= Difficulty);
            });
    }

    [Fact]
    public void OtherChallenge_IsNotSolvedByIt() => Assert.False(ProofOfWork.IsSolvedBy(Challenge + "x", Difficulty, Solution));

    [Fact]
    public void HigherDifficulty_IsNotSolvedByIt() => Assert.False(ProofOfWork.IsSolvedBy(Challenge, ProofOfWork.MaxDifficulty, Solution));

    [Fact]
    public void EveryWrongPart_IsFound()
    {
        for (var part = 0; part < ProofOfWork.Parts; part++)
        {
            var wrong = (string[])Numbers.Clone();
            wrong[part] = NumberThatFails(part);

            Assert.False(ProofOfWork.IsSolvedBy(Challenge, Difficulty, string.Join('.', wrong)), $"Part {part}");
        }
    }

    [Fact]
    public void PartsInAnotherOrder_AreNoSolution() =>
        Assert.False(ProofOfWork.IsSolvedBy(Challenge, 12, string.Join('.', ProofOfWork.Solve(Challenge, 12, CancellationToken.None).Split('.').Reverse())));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".......")]
    [InlineData("1.2.3")]
    [InlineData("-1.0.0.0.0.0.0.0")]
    [InlineData("+1.0.0.0.0.0.0.0")]
    [InlineData(" 1.0.0.0.0.0.0.0")]
    [InlineData("1e1.0.0.0.0.0.0.0")]
    [InlineData("4294967296.0.0.0.0.0.0.0")]
    [InlineData("0.0.0.0.0.0.0.0.0")]
    public void MalformedSolution_IsRefusedAtAnyDifficulty(string? solution) => Assert.False(ProofOfWork.IsSolvedBy(Challenge, 0, solution));

    [Fact]
    public void TooLongSolution_IsRefused() => Assert.False(ProofOfWork.IsSolvedBy(Challenge, 0, $"{new string('0', 100)}.0.0.0.0.0.0.0"));

    [Fact]
    public void LongestSolution_IsTaken()
    {
        var longest = string.Join('.', Enumerable.Repeat(uint.MaxValue.ToString(CultureInfo.InvariantCulture), ProofOfWork.Parts));

        Assert.True(ProofOfWork.IsSolvedBy(Challenge, 0, longest));
    }

    [Fact]
    public void CancelledSearch_Stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => ProofOfWork.Solve(Challenge, 32, cancelled.Token));
    }

    private static string NumberThatFails(int part) => Enumerable.Range(0, 1_000)
        .Select(number => number.ToString(CultureInfo.InvariantCulture))
        .First(number => SHA256.HashData(Encoding.UTF8.GetBytes($"{Challenge}:{part}:{number}"))[0] >= 128);
}
