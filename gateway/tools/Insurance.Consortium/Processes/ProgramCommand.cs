namespace Insurance.Consortium.Processes;

/// <summary>A program and the arguments that come before its own, for example <c>dotnet program.dll</c>.</summary>
public sealed record ProgramCommand(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>File name and arguments in one list, as a configuration file takes a command.</summary>
    public IReadOnlyList<string> ToList() => [FileName, .. Arguments];
}
