using System.Runtime.InteropServices;

namespace Insurance.Cli.Commands;

/// <summary>Turns a command's failure into one line with cause and remedy, and an exit code.</summary>
internal static class CommandRunner
{
    /// <summary>Progress and errors go to standard error, so that standard output holds results only.</summary>
    private static IAnsiConsole Messages { get; } = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = Console.IsErrorRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        Out = new AnsiConsoleOutput(Console.Error),
    });

    /// <summary>
    /// Runs a command; Ctrl-C, SIGTERM and the end of its terminal cancel it, and the process lives until it has cleaned up.
    /// </summary>
    public static Task<int> RunAsync(ParseResult parsed, Func<CommandOutput, CancellationToken, Task<int>> command)
    {
        var output = CommandOutput.Of(parsed);
        return RunAsync(output, token => command(output, token));
    }

    /// <summary>The same with an output that is there already.</summary>
    public static async Task<int> RunAsync(CommandOutput output, Func<CancellationToken, Task<int>> command)
    {
        using var interrupted = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Cancel);
        // nohup has a command live on.
        using var hangUp = ProcessIdentity.IgnoresHangUp() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, Cancel);
        return await RunAsync(output, command, interrupted.Token);

        void Cancel(PosixSignalContext context)
        {
            context.Cancel = true;
            // Not on the signal's own thread: continuations of the cancelled work run there otherwise.
            _ = interrupted.CancelAsync();
        }
    }

    private static async Task<int> RunAsync(CommandOutput output, Func<CancellationToken, Task<int>> command, CancellationToken cancellationToken)
    {
        try
        {
            return await command(cancellationToken);
        }
        catch (ConsortiumException exception)
        {
            return Fail(output, exception);
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested && exception is OperationCanceledException or RpcException)
        {
            return Fail(output, new ConsortiumException(ExitCodes.Interrupted, "interrupted; what this command had started is stopped"));
        }
        catch (RpcException exception)
        {
            return Fail(output, new ConsortiumException(ExitCodes.DemoFailed, $"a call failed: {RpcFailure.Describe(exception)}; see `insure status` and the logs in the state directory")
            {
                Code = RpcFailure.Reason(exception) ?? ExitCodes.NameOf(ExitCodes.DemoFailed),
            });
        }
        catch (AggregateException exception) when (exception.Flatten().InnerExceptions.OfType<ConsortiumException>().FirstOrDefault() is { } refusal)
        {
            return Fail(output, refusal);
        }
        catch (Exception exception) when (OfFiles(exception) is { } refusal)
        {
            return Fail(output, new ConsortiumException(ExitCodes.Environment, $"{refusal.Message}; check the directory's permissions and free space, or choose another with --home"));
        }
        catch (Exception exception)
        {
            // A fault of this program; its place in the code helps whoever repairs it, and nobody else.
            var place = exception.StackTrace?.Split('\n')[0].Trim() ?? "";
            return Fail(output, new ConsortiumException(ExitCodes.Failure, $"UNEXPECTED: {exception.GetType().Name}: {Short(exception.Message)} ({Short(place)}); please report it") { Code = "UNEXPECTED" });
        }
    }

    /// <summary>What the file system refused, where that is what failed, of several things done at once the first.</summary>
    internal static Exception? OfFiles(Exception exception) => exception switch
    {
        IOException or UnauthorizedAccessException => exception,
        AggregateException several when several.Flatten().InnerExceptions is { Count: > 0 } all && all.All(inner => OfFiles(inner) is not null) => all[0],
        _ => null,
    };

    private static string Short(string text)
    {
        const int Longest = 300;
        var line = text.ReplaceLineEndings(" ");
        return line.Length > Longest ? line[..Longest] + "…" : line;
    }

    public static void Progress(string message)
    {
        try
        {
            Console.Error.WriteLine($"  {message}");
        }
        catch (IOException)
        {
            // Whoever read it is gone; what is under way, such as stopping what was started, goes on.
        }
    }

    /// <summary>Says why a command ended: people on standard error, programs on standard output.</summary>
    public static int Fail(CommandOutput output, ConsortiumException failure)
    {
        try
        {
            if (output.WriteFailure(failure))
            {
                return failure.ExitCode;
            }

            Messages.Write(new Text("error: ", new Style(Color.Red, decoration: Decoration.Bold)));
            Console.Error.WriteLine(failure.Message);
            foreach (var detail in failure.Details)
            {
                Console.Error.WriteLine($"  {detail}");
            }
        }
        catch (IOException)
        {
            // The exit code says it all the same.
        }

        return failure.ExitCode;
    }
}
