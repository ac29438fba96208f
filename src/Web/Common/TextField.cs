namespace AkashChat.Web.Common;

/// <summary>A field for a short text, with all that stands around it.</summary>
/// <param name="Name">Its name and id.</param>
/// <param name="Label">What it is for.</param>
/// <param name="Hint">What can be written into it.</param>
/// <param name="Value">What is in it.</param>
/// <param name="Errors">What is wrong with the form.</param>
/// <param name="InputMode">Which keyboard phones show.</param>
public sealed record TextField(string Name, string Label, string Hint, string? Value, FormErrors? Errors, string InputMode = "numeric")
{
    /// <summary>Whether something is wrong with it.</summary>
    public bool IsWrong => Errors?.For(Name).Count > 0;

    /// <summary>The ids of what describes it.</summary>
    public string DescribedBy => IsWrong ? $"{Name}-error {Name}-hint" : $"{Name}-hint";
}
