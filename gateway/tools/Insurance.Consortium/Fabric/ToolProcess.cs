namespace Insurance.Consortium.Fabric;

/// <summary>Runs a command line tool to its end; a cancelled one is killed.</summary>
internal static class ToolProcess
{
    public static async Task<ToolResult> RunAsync(
        ProgramCommand program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?> environment,
        CancellationToken cancellationToken,
        Func<string, bool>? also = null)
    {
        var start = new ProcessStartInfo(program.FileName)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in program.Arguments.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        ChildEnvironment.Apply(start, environment, also);
        using var process = Start(start);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        var command = $"{Path.GetFileName(program.FileName)} {string.Join(' ', start.ArgumentList.Take(4))}";
        return new ToolResult(command, process.ExitCode, await output, await error);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new ConsortiumException(ExitCodes.Environment, $"{start.FileName} cannot be run ({exception.Message}); it must be a program for this machine");
        }
    }
}
