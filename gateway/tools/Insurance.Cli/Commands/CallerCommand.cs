namespace Insurance.Cli.Commands;

/// <summary><c>insure caller</c>: who may call the gateways of a state directory.</summary>
internal static class CallerCommand
{
    public static Command Create() => new("caller", "Gives people and systems certificates to call a gateway with, lists them, and takes them back.")
    {
        CallerAddCommand.Create(),
        CallerListCommand.Create(),
        CallerRevokeCommand.Create(),
    };

    public static Option<string?> Organization(string description)
    {
        var option = new Option<string?>("--organization", "--org") { Description = description, HelpName = "MSP id" };
        option.CompletionSources.Add(HomeCompletions.Organizations);
        return option;
    }

    /// <summary>As programs read it: also when there is nobody.</summary>
    public static object Json(CallerEntry entry) => new
    {
        entry.Organization,
        entry.Name,
        entry.Actor,
        entry.Roles,
        entry.Broker,
        entry.ValidUntil,
        State = Word(entry.State),
        entry.Certificate,
        entry.Key,
    };

    public static string Word(CallerState state) => state switch
    {
        CallerState.Valid => "valid",
        CallerState.NotYetValid => "not yet valid",
        CallerState.Expired => "expired",
        CallerState.Revoked => "revoked",
        _ => "untrusted",
    };
}
