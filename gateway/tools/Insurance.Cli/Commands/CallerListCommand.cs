namespace Insurance.Cli.Commands;

/// <summary><c>insure caller list</c>.</summary>
internal static class CallerListCommand
{
    public static Command Create()
    {
        var home = CommonOptions.Home();
        var organization = CallerCommand.Organization("Only those of this organization");
        var command = new Command("list", "Shows who has a certificate to call a gateway with: roles, end, and whether it is in force.") { organization, home };
        command.SetAction((result, _) => CommandRunner.RunAsync(result, (output, _) => Task.FromResult(Run(
            new CallerDesk(CommonOptions.HomeOf(result, home), TimeProvider.System).List(result.GetValue(organization)), output))));
        return command;
    }

    private static int Run(IReadOnlyList<CallerEntry> callers, CommandOutput output)
    {
        output.Write(callers.Select(CallerCommand.Json).ToList(), text =>
        {
            var table = Tables.New("organization", "name", "roles", "broker", "valid until", "state").WithProse("roles");
            foreach (var caller in callers)
            {
                table.AddRow(
                    caller.Organization,
                    caller.Name,
                    string.Join(", ", caller.Roles),
                    caller.Broker ?? "",
                    caller.ValidUntil.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    CallerCommand.Word(caller.State));
            }

            text.Write(table);
        });
        return ExitCodes.Success;
    }
}
