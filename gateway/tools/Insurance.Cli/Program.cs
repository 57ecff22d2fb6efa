using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("linux")]

// Whatever is made from here on, by this program and those that it starts, is its owner's alone.
FileCreation.ForOwnerOnly();

var root = InsureRoot.Create();

try
{
    return await RunAsync();
}
catch (IOException)
{
    // The terminal is gone, or the file that the output goes to is on a full disk: there is nobody to report to.
    return ExitCodes.Environment;
}

async Task<int> RunAsync()
{
    var parsed = CommandLine.Parse(root, args);
    var output = CommandOutput.Of(parsed);
    if (CommandLine.IsCompletion(parsed) || CommandLine.IsHelp(parsed))
    {
        return await parsed.InvokeAsync(OwnHandling());
    }

    if (parsed.Errors.Count > 0)
    {
        if (output.IsJson)
        {
            return CommandRunner.Fail(output, CommandLine.Refusal(parsed));
        }

        // System.CommandLine prints the errors and the usage; only its exit code is not ours.
        await parsed.InvokeAsync(OwnHandling());
        return ExitCodes.InvalidInput;
    }

    if (CommandLine.Mistaken(parsed) is { } word)
    {
        return CommandRunner.Fail(output, new ConsortiumException(ExitCodes.InvalidInput, $"there is no option {word} here; see --help. A file of that name is given after --, or as ./{word}"));
    }

    // CommandRunner handles signals: the library's own handling can end the process before what was started is stopped.
    return await parsed.InvokeAsync(OwnHandling());
}

static InvocationConfiguration OwnHandling() => new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
