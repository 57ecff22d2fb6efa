using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Insurance.Cli.Commands;

/// <summary>Help that, where a method is named, says what it takes too.</summary>
/// <param name="general">The help that every command has.</param>
internal sealed class MethodHelp(SynchronousCommandLineAction general) : SynchronousCommandLineAction
{
    /// <summary>Gives the commands below a root this help.</summary>
    public static void AddTo(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            option.Action = new MethodHelp((SynchronousCommandLineAction)option.Action!);
        }
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var code = general.Invoke(parseResult);
        if (parseResult.CommandResult.Command.Name != CallCommand.Name || parseResult.GetValue<string?>(CallCommand.Method) is not { } name)
        {
            return code;
        }

        // Help is for people, whatever else the command line says.
        var output = new CommandOutput(isJson: false, Tables.Output);
        try
        {
            return MethodDescription.Write(CallableMethods.Find(name), output);
        }
        catch (ConsortiumException exception)
        {
            return CommandRunner.Fail(output, exception);
        }
    }
}
