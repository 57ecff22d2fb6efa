namespace Insurance.Cli.Commands;

/// <summary><c>insure status</c>.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var home = CommonOptions.Home();
        var command = new Command("status", "Shows each process, its endpoint, health, ledger height and memory.") { home };
        command.SetAction((result, _) => CommandRunner.RunAsync(
            result,
            (output, token) => RunAsync(CommonOptions.HomeOf(result, home), output, token)));
        return command;
    }

    private static async Task<int> RunAsync(HomeDirectory home, CommandOutput output, CancellationToken cancellationToken)
    {
        var state = await LedgerNetworks.LoadStateAsync(home, cancellationToken);
        if (state is null || state.Processes.Count == 0)
        {
            output.Write(
                Document(up: false, home, []), text => text.WriteLine($"Nothing runs from {home.Path}; start it with `{Invocation.Of(home, "up")}`."));
            return ExitCodes.NotRunning;
        }

        using var callers = new CallerDirectory(home, GatewayAddress.AllOf(state.Consortium));
        var network = LedgerNetworks.Create(state.Network, home, ProgramLocator.ForThisProcess, _ => { });
        var rows = await Task.WhenAll(state.Processes.OrderByDescending(process => process.Role).Select(process => InspectAsync(process, new HealthInspection(state, network, callers), cancellationToken)));
        var up = state.Ready && rows.All(row => row.Health == ProcessHealth.Healthy);
        output.Write(Document(up, home, rows), text => WriteTable(rows, text));
        return up ? ExitCodes.Success : ExitCodes.NotRunning;
    }

    private static object Document(bool up, HomeDirectory home, IReadOnlyList<ProcessStatus> processes) => new { up, home = home.Path, processes };

    private static async Task<ProcessStatus> InspectAsync(StartedProcess process, HealthInspection inspection, CancellationToken cancellationToken)
    {
        if (process.Identity.ResidentBytes() is not { } bytes)
        {
            return new ProcessStatus(process.Name, process.Identity.Pid, process.Address, "not running", null, null);
        }

        var (health, height) = await inspection.InspectAsync(process, cancellationToken);
        return new ProcessStatus(process.Name, process.Identity.Pid, process.Address, health, height, bytes);
    }

    private static void WriteTable(IEnumerable<ProcessStatus> rows, TextPage text)
    {
        var table = Tables.New("process", "pid", "endpoint", "health", "ledger height", "memory").WithProse("endpoint", "health");
        foreach (var row in rows)
        {
            table.AddRow(
                row.Name,
                $"{row.Pid}",
                row.Address,
                row.Health,
                row.LedgerHeight is { } height ? $"{height}" : "",
                row.MemoryBytes is { } bytes ? $"{bytes / 1024 / 1024} MB" : "");
        }

        text.Write(table);
    }
}
