namespace Insurance.Cli.Commands;

/// <summary>Tables on standard output.</summary>
internal static class Tables
{
    public static TextPage Output { get; } = new(Console.Out, Screen.OfConsole());

    public static TextTable New(params string[] columns) => new(columns);
}
