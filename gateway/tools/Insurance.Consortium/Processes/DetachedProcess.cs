namespace Insurance.Consortium.Processes;

/// <summary>
/// Starts a program that outlives this one: in a session of its own, so that Ctrl-C in the terminal does not reach it and
/// all it starts can be found again, with standard output and error in log files of bounded size and nothing inherited.
/// </summary>
internal static class DetachedProcess
{
    /// <summary>Returns once the program has replaced the launcher, so that the identity is the program's own.</summary>
    public static ProcessIdentity Start(
        ProgramCommand command,
        IEnumerable<string> arguments,
        string logFile,
        string workingDirectory,
        IReadOnlyDictionary<string, string?> environment)
    {
        // The shell only opens the files; both it and setsid are replaced in place and the process id stays.
        var start = new ProcessStartInfo("/bin/sh")
        {
            WorkingDirectory = workingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            ArgumentList = { "-c", LogRotation.Launch, "sh", logFile, LogRotation.PipeOf(logFile), LogRotation.Keep, command.FileName },
        };
        foreach (var argument in command.Arguments.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        ChildEnvironment.Apply(start, environment);
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            return ProcessIdentity.Of(process.Id) ?? new ProcessIdentity(process.Id, -1, "");
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new ConsortiumException(ExitCodes.Environment, $"{command.FileName} cannot be started ({exception.Message}); this command needs Linux with sh and setsid (util-linux)");
        }
    }
}
