namespace AkashChat.Infrastructure.Persistence;

/// <summary>A value for a column, in a form of the database's and without an object of its own: a batch has ten thousand of them.</summary>
internal readonly struct ColumnValue
{
    private ColumnValue(ColumnForm form) => Form = form;

    /// <summary>Which of the properties below has it.</summary>
    internal ColumnForm Form { get; }

    /// <summary>A text.</summary>
    internal string? Text { get; private init; }

    /// <summary>A whole number; of a truth 1 or 0.</summary>
    internal long Whole { get; private init; }

    /// <summary>An id.</summary>
    internal Guid Id { get; private init; }

    public static implicit operator ColumnValue(string? text) => text is null ? default : new(ColumnForm.Text) { Text = text };

    public static implicit operator ColumnValue(int whole) => new(ColumnForm.Int) { Whole = whole };

    public static implicit operator ColumnValue(long whole) => new(ColumnForm.Long) { Whole = whole };

    public static implicit operator ColumnValue(long? whole) => whole is { } known ? known : default(ColumnValue);

    public static implicit operator ColumnValue(bool truth) => new(ColumnForm.Bool) { Whole = truth ? 1 : 0 };

    public static implicit operator ColumnValue(Guid id) => new(ColumnForm.Id) { Id = id };

    /// <summary>Whether another one says the same.</summary>
    internal bool IsSameAs(in ColumnValue other) => Form == other.Form && Form switch
    {
        ColumnForm.Null => true,
        ColumnForm.Text => string.Equals(Text, other.Text, StringComparison.Ordinal),
        ColumnForm.Id => Id == other.Id,
        _ => Whole == other.Whole,
    };

    /// <summary>The same as an object, for those who take nothing else.</summary>
    internal object? ToObject() => Form switch
    {
        ColumnForm.Null => null,
        ColumnForm.Text => Text,
        ColumnForm.Int => (int)Whole,
        ColumnForm.Long => Whole,
        ColumnForm.Bool => Whole != 0,
        _ => Id,
    };
}

/// <summary>The form of a value.</summary>
internal enum ColumnForm
{
    Null,
    Text,
    Int,
    Long,
    Bool,
    Id,
}
