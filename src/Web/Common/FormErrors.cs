using AkashChat.Domain.Accounts;
using AkashChat.Domain.Common;

namespace AkashChat.Web.Common;

/// <summary>What was wrong with a form: in a sentence, and field by field.</summary>
/// <param name="Headline">What happened.</param>
/// <param name="Advice">What to do; null: the fields say it.</param>
/// <param name="Fields">What is wrong with each field, by the field's name in the form.</param>
public sealed record FormErrors(string Headline, string? Advice, IReadOnlyDictionary<string, string[]> Fields)
{
    private static readonly Dictionary<string, string[]> NoFields = [];

    /// <summary>An error of the form as a whole.</summary>
    public static FormErrors Of(string headline, string? advice) => new(headline, advice, NoFields);

    /// <summary>Errors of single fields.</summary>
    public static FormErrors Of(IReadOnlyDictionary<string, string[]> fields) => new("Please check the form.", null, fields);

    /// <summary>An error, at the fields it names.</summary>
    public static FormErrors Of(Error error) =>
        error.Fields.Count > 0 ? Of(error.Fields)
        : error.Code == AccountErrors.TermsNotAccepted.Code ? Of(new Dictionary<string, string[]> { [error.Field!] = [error.Message] })
        : Of(error.Message, error.Remedy);

    /// <summary>What is wrong with a field.</summary>
    public IReadOnlyList<string> For(string field) => Fields.TryGetValue(field, out var messages) ? messages : [];
}
