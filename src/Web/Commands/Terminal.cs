// The one place that names the console: commands write through it, the server logs.
#pragma warning disable RS0030

namespace AkashChat.Web.Commands;

/// <summary>The terminal that a command was started from.</summary>
internal static class Terminal
{
    /// <summary>What somebody types, or another program sends.</summary>
    internal static TextReader In => Console.In;

    /// <summary>What the command was asked for.</summary>
    internal static TextWriter Out => Console.Out;

    /// <summary>What is to be said besides.</summary>
    internal static TextWriter Error => Console.Error;
}
