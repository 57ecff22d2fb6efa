using Insurance.Consortium.Logs;

namespace Insurance.Cli.Commands;

/// <summary><c>insure logs</c>.</summary>
internal static class LogsCommand
{
    private const int UsualLines = 100;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    public static Command Create()
    {
        var home = CommonOptions.Home();
        var processes = new Argument<string[]>("process") { Description = "Whose logs: processes as `insure status` names them, or MSP ids for all of an organization (default: all)", Arity = ArgumentArity.ZeroOrMore };
        var follow = new Option<bool>("--follow", "-f") { Description = "Goes on with what is written from now on, until Ctrl-C" };
        var since = new Option<string?>("--since") { Description = "Begin: a span back from now such as 90s, 10m, 2h or 1d, or a day or a moment in RFC 3339", HelpName = "time" };
        var lines = new Option<int?>("--lines", "-n") { Description = $"The newest lines, as many as this (default: {UsualLines}, or all with --since)", HelpName = "number" };
        lines.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 0))
            {
                result.AddError($"--lines is '{result.Tokens[0].Value}'; give a number, 0 or more");
            }
        });
        var command = new Command("logs", "Shows the logs of the consortium's processes together, in the order of time: when, which process, what. With --json one JSON object a line.") { processes, follow, since, lines, home };
        command.SetAction((result, _) => CommandRunner.RunAsync(
            result,
            (output, token) => RunAsync(
                CommonOptions.HomeOf(result, home),
                result.GetValue(processes) ?? [],
                Since(result.GetValue(since), TimeProvider.System),
                result.GetValue(lines),
                result.GetValue(follow),
                output,
                token)));
        return command;
    }

    /// <summary>A span back from now, or a moment.</summary>
    internal static DateTimeOffset? Since(string? text, TimeProvider time)
    {
        if (text is not { Length: > 1 } || Unit(text[^1]) is not { } unit || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return AuditExportCommand.Moment(text, "--since");
        }

        var now = time.GetUtcNow();
        var span = unit * count;
        return span < now - DateTimeOffset.UnixEpoch ? now - span : DateTimeOffset.UnixEpoch;
    }

    private static TimeSpan? Unit(char letter) => letter switch
    {
        's' => TimeSpan.FromSeconds(1),
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        _ => null,
    };

    private static async Task<int> RunAsync(
        HomeDirectory home, string[] names, DateTimeOffset? since, int? lines, bool follow, CommandOutput output, CancellationToken cancellationToken)
    {
        if (HomeRecord.Load(home) is { Network: NetworkKind.Docker })
        {
            var network = LedgerNetworks.Create(NetworkKind.Docker, home, Consortium.Processes.ProgramLocator.ForThisProcess, _ => { });
            throw new ConsortiumException(ExitCodes.InvalidInput, $"the engine keeps the logs of containers; read them with `{network.LogsAt(home)}`");
        }

        var logs = new LogFolder(home).Find(names);
        var width = logs.Max(log => log.Process.Length);
        var wanted = lines ?? (since is null ? UsualLines : null);
        Write(logs.SelectMany(log => log.Read(wanted, since)).OrderBy(line => line.Time).TakeLast(wanted ?? int.MaxValue), width, output);
        try
        {
            while (follow)
            {
                await Task.Delay(BetweenLooks, cancellationToken);
                Write(logs.SelectMany(log => log.ReadOn()).OrderBy(line => line.Time), width, output);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Whoever follows ends it so.
        }

        return ExitCodes.Success;
    }

    private static void Write(IEnumerable<LogLine> lines, int width, CommandOutput output)
    {
        foreach (var line in lines)
        {
            output.WriteLine(line.ForPrograms, () => line.ForPeople(width));
        }
    }
}
