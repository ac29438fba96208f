using System.Diagnostics.CodeAnalysis;
using AkashChat.Application.Gateway.Forwarding;

namespace AkashChat.Infrastructure.Gateway.Rehearsal;

/// <summary>An answer of which it is known when the gateway waits for more of it.</summary>
internal sealed class RehearsedAnswer : UpstreamAnswer
{
    private readonly UpstreamAnswer _answer;
    private readonly Visit _visit;
    private readonly VisitBook _visits;

    [SetsRequiredMembers]
    public RehearsedAnswer(UpstreamAnswer answer, Visit visit, VisitBook visits)
    {
        (_answer, _visit, _visits) = (answer, visit, visits);
        (Status, ContentType, ContentLength) = (answer.Status, answer.ContentType, answer.ContentLength);
        (IsEncoded, RetryAfter) = (answer.IsEncoded, answer.RetryAfter);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancellationToken)
    {
        _visit.Await(Awaited.Body);
        try
        {
            return await _answer.ReadAsync(into, cancellationToken);
        }
        finally
        {
            _visit.Await(Awaited.Nothing);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _answer.Dispose();
        _visits.Close(_visit);
    }
}
