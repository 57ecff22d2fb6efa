namespace Insurance.Cli.Commands;

/// <summary><c>insure caller add</c>.</summary>
internal static class CallerAddCommand
{
    public static Command Create()
    {
        var home = CommonOptions.Home();
        var name = new Argument<string>("name") { Description = "What the caller is called: by --as, in the names of its files, and with its organization on the ledger" };
        var role = new Option<string[]>("--role") { Description = "What the caller may do; several by repeating it", Required = true, HelpName = "role" };
        role.CompletionSources.Add(HomeCompletions.Roles);
        var organization = CallerCommand.Organization("Whose gateway is called (default: the one organization with that role)");
        var broker = new Option<string?>("--broker") { Description = "With the role broker: whose business it is", HelpName = "broker id" };
        broker.CompletionSources.Add(HomeCompletions.Brokers);
        var command = new Command("add", "Issues a caller's certificate and private key, by the organization's authority for callers.") { name, role, organization, broker, home };
        command.SetAction((result, _) => CommandRunner.RunAsync(result, (output, _) => Task.FromResult(Run(
            CommonOptions.HomeOf(result, home),
            desk => desk.Add(result.GetValue(organization), result.GetValue(name)!, result.GetValue(role)!, result.GetValue(broker)),
            output))));
        return command;
    }

    private static int Run(HomeDirectory home, Func<CallerDesk, CallerEntry> add, CommandOutput output)
    {
        using var homeLock = Lock(home);
        new ClockCheck(home, TimeProvider.System).DemandPlausible();
        var entry = add(new CallerDesk(home, TimeProvider.System));
        output.Write(CallerCommand.Json(entry), text =>
        {
            text.Say($"{entry.Name} may call the gateway of {entry.Organization} as {string.Join(" and ", entry.Roles)}{(entry.Broker is { } broker ? $" of {broker}" : "")} until {entry.ValidUntil:yyyy-MM-dd}; the ledger records {entry.Actor}.");
            text.WriteLine($"Certificate: {entry.Certificate}");
            text.WriteLine($"Key: {entry.Key}");
        });
        return ExitCodes.Success;
    }

    /// <summary>Of a directory that is there: a mistyped one is not made.</summary>
    public static HomeLock? Lock(HomeDirectory home) => Directory.Exists(home.Organizations) ? HomeLock.Take(home) : null;
}
