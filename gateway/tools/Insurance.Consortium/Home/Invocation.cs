namespace Insurance.Consortium.Home;

/// <summary>Commands as a user can type them: with the program and the state directory that are meant, and quoted.</summary>
public static class Invocation
{
    /// <summary>Set by the script that runs the program, to what the user called the script.</summary>
    private const string Program = "INSURE_COMMAND";

    /// <summary>A command on a state directory, which is named unless it is the one that is taken without being named.</summary>
    public static string Of(HomeDirectory home, string command) => Of(home.Path, command);

    /// <summary>The same of the directory's path.</summary>
    public static string Of(string home, string command)
    {
        var program = Environment.GetEnvironmentVariable(Program) is { Length: > 0 } called ? called : "insure";
        var isUsual = Path.GetFullPath(HomeDirectory.Usual) == home;
        return $"{Quoted(program)} {command}{(isUsual ? "" : $" --home {Quoted(home)}")}";
    }

    /// <summary>A word for a shell: in single quotes unless it needs none.</summary>
    public static string Quoted(string word) => word.Length > 0 && word.All(IsPlain) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || "/._-+:@%,=".Contains(character, StringComparison.Ordinal);
}
