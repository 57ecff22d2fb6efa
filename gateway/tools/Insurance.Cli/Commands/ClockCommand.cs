namespace Insurance.Cli.Commands;

/// <summary><c>insure clock</c>.</summary>
internal static class ClockCommand
{
    public static Command Create()
    {
        var home = CommonOptions.Home();
        var command = new Command("clock", "Shows the clock that the consortium goes by. One that was started with --movable-clock can be moved forward, for development.") { home };
        command.SetAction((result, _) => CommandRunner.RunAsync(result, (output, _) => Show(CommonOptions.HomeOf(result, home), output)));
        command.Subcommands.Add(Advance());
        return command;
    }

    private static Command Advance()
    {
        var home = CommonOptions.Home();
        var to = new Argument<string>("to") { Description = "How far, such as 30d, 12h or 1d12h (w, d, h, m, s), or to when, such as 2026-12-31T10:00:00Z or 2026-12-31; ten years ahead of the machine's clock at most" };
        var command = new Command("advance", "Moves the consortium's clock forward, for good: what is due by then lapses, expires or can be settled.") { to, home };
        command.SetAction((result, _) => CommandRunner.RunAsync(result, (output, _) => Advance(CommonOptions.HomeOf(result, home), result.GetValue(to)!, output)));
        return command;
    }

    private static Task<int> Show(HomeDirectory home, CommandOutput output)
    {
        DemandRecord(home);
        Write(new ConsortiumClock(home, TimeProvider.System), output);
        return Task.FromResult(ExitCodes.Success);
    }

    private static Task<int> Advance(HomeDirectory home, string to, CommandOutput output)
    {
        ConsortiumClock.DemandDevLedger(DemandRecord(home).Network);
        using var homeLock = HomeLock.Take(home);
        var clock = new ConsortiumClock(home, TimeProvider.System);
        clock.Advance(to);
        Write(clock, output);
        return Task.FromResult(ExitCodes.Success);
    }

    private static HomeRecord DemandRecord(HomeDirectory home) => HomeRecord.Load(home)
        ?? throw new ConsortiumException(ExitCodes.NotRunning, $"there is no consortium in {home.Path}; start it with `{Invocation.Of(home, "up --movable-clock")}`");

    private static void Write(ConsortiumClock clock, CommandOutput output)
    {
        var (ahead, machine) = (clock.Offset, TimeProvider.System.GetUtcNow());
        var now = ClockTarget.Text(machine + ahead);
        var document = new { Movable = clock.IsMovable, Now = Moment(machine + ahead), Machine = Moment(machine), AheadSeconds = (long)ahead.TotalSeconds };
        output.Write(document, text => text.WriteLine(!clock.IsMovable ? $"The consortium goes by this machine's clock: {now}. It cannot be moved."
            : ahead == TimeSpan.Zero ? $"The consortium's clock says {now}, as this machine's does. It can be moved."
            : $"The consortium's clock says {now}, {Text(ahead)} ahead of this machine's."));
    }

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Text(TimeSpan ahead)
    {
        (int Number, string Unit)[] parts = [(ahead.Days, "d"), (ahead.Hours, "h"), (ahead.Minutes, "min"), (ahead.Seconds, "s")];
        return string.Join(' ', parts.Where(part => part.Number > 0).Select(part => FormattableString.Invariant($"{part.Number} {part.Unit}")));
    }
}
