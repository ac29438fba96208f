using System.Globalization;
using System.Text;

namespace AkashChat.Application.Tests.Gateway.Forwarding;

/// <summary>Writes valid JSON in the ways that no serializer writes it: odd spaces, escapes, number forms, orders.</summary>
internal sealed class RandomJson(int seed)
{
    private static readonly string[] Numbers = ["0", "-0", "1.50", "1E+2", "-3.25e-7", "123456789012345678901234567890", "0.1000"];
    private static readonly string[] Pieces = ["a", "Z", " ", "é", "世", "👩‍🚀", "\\n", "\\\"", "\\u00e9", "\\/", "\\ud83d\\ude00", "model", "stream", "{", "]", ":", ","];
    private static readonly string[] Spaces = ["", "", "", " ", "\n", "\t", "\r\n  "];

    private readonly Random _random = new(seed);

    /// <summary>A request body with these members, as they are, in any order among members of no meaning.</summary>
    public string Body(params string[] members)
    {
        var all = members.Concat(Enumerable.Range(0, _random.Next(6)).Select(number => Member($"x{number}"))).ToArray();
        _random.Shuffle(all);
        return $"{Space()}{{{Space()}{string.Join(",", all.Select(member => $"{Space()}{member}{Space()}"))}}}{Space()}";
    }

    /// <summary>A member with a value that is given, or any.</summary>
    public string Member(string name, string? value = null) => $"\"{name}\"{Space()}:{Space()}{value ?? Value(0)}";

    /// <summary>One of them.</summary>
    public T OneOf<T>(params T[] choices) => choices[_random.Next(choices.Length)];

    private string Value(int depth) => _random.Next(depth > 4 ? 4 : 6) switch
    {
        0 => OneOf("true", "false", "null"),
        1 => OneOf(Numbers),
        2 => _random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
        3 => Text(),
        4 => $"[{Space()}{Many(() => Value(depth + 1))}]",
        _ => $"{{{Space()}{Many(() => $"{OneOf("\"model\"", "\"stream_options\"", Text())}{Space()}:{Value(depth + 1)}")}}}",
    };

    private string Many(Func<string> make) => string.Join(",", Enumerable.Range(0, _random.Next(4)).Select(_ => $"{Space()}{make()}{Space()}"));

    private string Text()
    {
        var text = new StringBuilder("\"");
        for (var count = _random.Next(6); count > 0; count--)
        {
            text.Append(OneOf(Pieces));
        }

        return text.Append('"').ToString();
    }

    private string Space() => OneOf(Spaces);
}
