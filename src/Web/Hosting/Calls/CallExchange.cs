using System.Collections;
using System.Collections.Frozen;
using Microsoft.AspNetCore.Http.Features;

namespace AkashChat.Web.Hosting.Calls;

/// <summary>A call and its answer, as the pipeline sees them. A connection has one for all its calls, one after the other.</summary>
/// <remarks>What is asked for in <c>CallExchange.Request.cs</c>, what is answered in <c>CallExchange.Answer.cs</c>.</remarks>
internal abstract partial class CallExchange : IFeatureCollection
{
    private static readonly FrozenSet<Type> Own = FrozenSet.ToFrozenSet(
    [
        typeof(IHttpRequestFeature), typeof(IHttpRequestIdentifierFeature), typeof(IHttpRequestLifetimeFeature), typeof(IHttpRequestBodyDetectionFeature),
        typeof(IRequestBodyPipeFeature), typeof(IHttpMaxRequestBodySizeFeature), typeof(IHttpConnectionFeature), typeof(IHttpResponseFeature), typeof(IHttpResponseBodyFeature),
    ]);

    private readonly List<KeyValuePair<Type, object?>> _others = [];
    private readonly CallConnection _connection;

    protected CallExchange(CallConnection connection)
    {
        _connection = connection;
        Writer = new CallWriter(this, connection.Sender);
        ResetConnection();
    }

    bool IFeatureCollection.IsReadOnly => false;

    /// <inheritdoc/>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public object? this[Type key]
    {
        get
        {
            foreach (var (type, feature) in _others)
            {
                if (type == key)
                {
                    return feature;
                }
            }

            return Own.Contains(key) ? this : null;
        }

        set
        {
            Revision++;
            var index = _others.FindIndex(other => other.Key == key);
            if (index >= 0)
            {
                _others[index] = new(key, value);
            }
            else
            {
                _others.Add(new(key, value));
            }
        }
    }

    /// <inheritdoc/>
    public TFeature? Get<TFeature>() => _others.Count == 0 && this is TFeature own ? own : (TFeature?)this[typeof(TFeature)];

    /// <inheritdoc/>
    public void Set<TFeature>(TFeature? instance) => this[typeof(TFeature)] = instance;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() =>
        Own.Where(type => !_others.Exists(other => other.Key == type)).Select(type => new KeyValuePair<Type, object>(type, this))
            .Concat(_others.Where(other => other.Value is not null).Select(other => new KeyValuePair<Type, object>(other.Key, other.Value!)))
            .GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Begins with a call that is here as a whole.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="body">Its body; it stays until the call is over.</param>
    internal void Begin(string path, ReadOnlyMemory<byte> body)
    {
        BeginRequest(path, body);
        IsOver = false;
    }

    /// <summary>Forgets the call, after its end, and lets the connection go on.</summary>
    internal void End()
    {
        var isLast = IsLast;
        if (_others.Count > 0)
        {
            _others.Clear();
            Revision++;
        }

        ResetRequest();
        ResetAnswer();
        _connection.EndCall(isLast);
    }
}
