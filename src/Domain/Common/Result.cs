namespace AkashChat.Domain.Common;

/// <summary>What every result has in common, so that a pipeline step can make a failed one of any type.</summary>
/// <typeparam name="TSelf">The result type itself.</typeparam>
public interface IResult<out TSelf>
    where TSelf : IResult<TSelf>
{
    /// <summary>Makes a failed result.</summary>
    static abstract TSelf Failure(Error error);
}

/// <summary>Success with a value, or a failure that a correct caller can meet. Bugs and outages are exceptions.</summary>
/// <typeparam name="T">The value of a success.</typeparam>
public readonly struct Result<T> : IResult<Result<T>>
{
    private readonly T? _value;
    private readonly Error? _error;

    private Result(T? value, Error? error)
    {
        _value = value;
        _error = error;
    }

    /// <summary>Whether there is a value.</summary>
    public bool IsSuccess => _error is null;

    /// <summary>The value of a success.</summary>
    /// <exception cref="InvalidOperationException">The result is a failure.</exception>
    public T Value => _error is null ? _value! : throw new InvalidOperationException($"No value: {_error.Code}.");

    /// <summary>The error of a failure.</summary>
    /// <exception cref="InvalidOperationException">The result is a success.</exception>
    public Error Error => _error ?? throw new InvalidOperationException("No error: the result is a success.");

    /// <inheritdoc/>
    public static Result<T> Failure(Error error) => new(default, error);

    /// <summary>Makes a success.</summary>
    public static Result<T> Success(T value) => new(value, null);

    /// <summary>A value is a success.</summary>
    public static implicit operator Result<T>(T value) => Success(value);

    /// <summary>An error is a failure.</summary>
    public static implicit operator Result<T>(Error error) => Failure(error);
}
