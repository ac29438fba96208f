using System.Text;

namespace AkashChat.Web.Commands;

/// <summary>Aligned columns of plain text; a column that says nothing in any row is left out.</summary>
internal static class TextTable
{
    private const string Gap = "  ";

    /// <summary>A table with headings.</summary>
    internal static string Of(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var used = Enumerable.Range(0, headings.Count).Where(column => rows.Any(row => row[column].Length > 0)).ToArray();
        var widths = used.ToDictionary(column => column, column => rows.Select(row => row[column].Length).Append(headings[column].Length).Max());
        var text = new StringBuilder();
        foreach (var row in rows.Prepend(headings))
        {
            text.AppendLine((Gap + string.Join(Gap, used.Select(column => row[column].PadRight(widths[column])))).TrimEnd());
        }

        return text.ToString();
    }

    /// <summary>Labels and what there is to say of them.</summary>
    internal static string Of(IReadOnlyList<(string Label, string Text)> lines)
    {
        var width = lines.Select(line => line.Label.Length).DefaultIfEmpty().Max();
        return string.Concat(lines.Select(line => $"{Gap}{line.Label.PadRight(width)}{Gap}{line.Text}{Environment.NewLine}"));
    }
}
