using System.Net;
using System.Net.Http.Headers;
using AkashChat.TestKit.Upstream;

namespace AkashChat.Api.Tests.Gateway.Corpus;

/// <summary>A body that is sent in pieces, each on its way before the next.</summary>
/// <param name="bytes">The body.</param>
/// <param name="ends">Where the pieces end, the last at the end.</param>
/// <param name="announces">Whether its length is said before; else it is sent in chunks.</param>
internal sealed class Pieces(byte[] bytes, IReadOnlyList<int> ends, bool announces)
{
    private const int MostCuts = 40;

    /// <summary>The body in one piece.</summary>
    public static Pieces Whole(byte[] bytes) => new(bytes, [bytes.Length], announces: true);

    /// <summary>The body cut at random places.</summary>
    public static Pieces Cut(byte[] bytes, Random random, bool announces) => new(
        bytes,
        [.. Enumerable.Range(0, random.Next(1, MostCuts)).Select(_ => random.Next(1, bytes.Length)).Append(bytes.Length).Distinct().Order()],
        announces);

    /// <summary>The body as a request's content.</summary>
    public HttpContent ToContent() => new Content(this);

    /// <summary>The body as a server's answer.</summary>
    public Script ToScript(int status, string contentType) => async exchange =>
    {
        await exchange.BeginAsync(status, contentType, announces ? bytes.Length : null);
        foreach (var piece in All())
        {
            await (piece.IsLast ? exchange.SendLastAsync(piece.Bytes) : exchange.SendAsync(piece.Bytes));
        }
    };

    private IEnumerable<(ReadOnlyMemory<byte> Bytes, bool IsLast)> All()
    {
        var start = 0;
        foreach (var end in ends)
        {
            yield return (bytes.AsMemory(start..end), end == bytes.Length);
            start = end;
        }
    }

    private sealed class Content : HttpContent
    {
        private readonly Pieces _pieces;
        private readonly long? _length;

        public Content(Pieces pieces)
        {
            _pieces = pieces;
            _length = pieces.IsAnnounced ? pieces.Length : null;
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            foreach (var (piece, _) in _pieces.All())
            {
                await stream.WriteAsync(piece);
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _length ?? 0;
            return _length is not null;
        }
    }

    private bool IsAnnounced => announces;

    private long Length => bytes.Length;
}
