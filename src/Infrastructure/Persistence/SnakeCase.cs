using System.Text;

namespace AkashChat.Infrastructure.Persistence;

internal static class SnakeCase
{
    public static string Of(string name)
    {
        var result = new StringBuilder(name.Length + 4);
        for (var index = 0; index < name.Length; index++)
        {
            if (char.IsAsciiLetterUpper(name[index]) && index > 0 && name[index - 1] != '_')
            {
                result.Append('_');
            }

            result.Append(char.ToLowerInvariant(name[index]));
        }

        return result.ToString();
    }
}
