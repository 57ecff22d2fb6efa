using System.CommandLine;
using System.Runtime.Versioning;
using Insurance.Cli.Commands;
using Insurance.Cli.Processes;

[assembly: SupportedOSPlatform("linux")]

// Whatever is made from here on, by this program and those that it starts, is its owner's alone.
FileCreation.ForOwnerOnly();

var root = new RootCommand("Runs a consortium of insurers, a reinsurer and a regulator on this machine.")
{
    UpCommand.Create(),
    DownCommand.Create(),
    StatusCommand.Create(),
    DemoCommand.Create(),
    SettleCommand.Create(),
    NetworkCommand.Create(),
    AuditCommand.Create(),
    VerifyCommand.Create(),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    // System.CommandLine prints the errors and the usage; only its exit code is not ours.
    await parsed.InvokeAsync();
    return Insurance.Cli.ExitCodes.InvalidInput;
}

// CommandRunner handles signals: the library's own handling can end the process before what was started is stopped.
return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
