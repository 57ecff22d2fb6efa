namespace Insurance.Cli.Commands;

/// <summary>What can be written to.</summary>
/// <param name="Width">Characters in a line; null: as many as there are, in a file or a pipe.</param>
/// <param name="IsRich">It draws lines and shows bold letters; a dumb terminal, a file and a pipe get characters alone.</param>
internal sealed record Screen(int? Width, bool IsRich)
{
    /// <summary>A file or a pipe.</summary>
    public static Screen Endless { get; } = new(null, IsRich: false);

    /// <summary>Wherever standard output goes.</summary>
    public static Screen OfConsole()
    {
        if (Console.IsOutputRedirected)
        {
            return Endless;
        }

        var profile = AnsiConsole.Create(new AnsiConsoleSettings()).Profile;
        return new Screen(profile.Width, profile.Capabilities.Ansi && profile.Capabilities.Unicode);
    }
}
