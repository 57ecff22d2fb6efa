namespace Insurance.Cli.Commands;

/// <summary><c>insure caller revoke</c>.</summary>
internal static class CallerRevokeCommand
{
    public static Command Create()
    {
        var home = CommonOptions.Home();
        var name = new Argument<string>("name") { HelpName = "name", Description = "The caller, as `insure caller list` has it" };
        name.CompletionSources.Add(HomeCompletions.Callers);
        var organization = CallerCommand.Organization("Whose caller (default: of the one organization that has a caller of that name)");
        var command = new Command("revoke", "Takes back every certificate that a caller has had; a running gateway refuses them within 5 seconds.") { name, organization, home };
        command.SetAction((result, _) => CommandRunner.RunAsync(result, (output, _) => Task.FromResult(Run(
            CommonOptions.HomeOf(result, home), result.GetValue(organization), result.GetValue(name)!, output))));
        return command;
    }

    private static int Run(HomeDirectory home, string? organization, string name, CommandOutput output)
    {
        using var homeLock = CallerAddCommand.Lock(home);
        new ClockCheck(home, TimeProvider.System).DemandPlausible();
        var revoked = new CallerDesk(home, TimeProvider.System).Revoke(organization, name);
        output.Write(revoked, text => Write(revoked, text));
        if (!revoked.IsWatched)
        {
            CommandRunner.Progress($"REVOCATION_LIST_NOT_WATCHED: the gateway of {revoked.Organization} was configured before it had a revocation list, and lets {name} in until it is started anew: {Invocation.Of(home, "down")}, then {Invocation.Of(home, "up")}");
        }

        return ExitCodes.Success;
    }

    private static void Write(RevokedCaller revoked, TextPage text)
    {
        text.Say(revoked.SerialNumbers.Count == 0
            ? $"{revoked.Name} of {revoked.Organization} had no certificate in force; the list is written again."
            : $"Took back {(revoked.SerialNumbers is [var one] ? $"certificate {one}" : $"{revoked.SerialNumbers.Count} certificates")} of {revoked.Name} of {revoked.Organization}; a gateway that runs refuses it within 5 seconds.");
        if (revoked.Replaced)
        {
            text.Say($"insure itself calls as {revoked.Name}, which has a new certificate and key now.");
        }

        text.WriteLine($"Revocation list: {revoked.RevocationList}");
    }
}
