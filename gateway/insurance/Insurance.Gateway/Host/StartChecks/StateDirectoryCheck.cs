namespace Insurance.Gateway.Host.StartChecks;

/// <summary>Closes the state directory, in which persons' keys lie, to other users of the machine.</summary>
internal static class StateDirectoryCheck
{
    public static IReadOnlyList<Finding> Run(GatewaySettings settings) =>
    [
        .. OwnerOnlyFile.Close(settings.StateDirectory).Select(open => Finding.Warning(
            "STATE_OPEN_TO_OTHERS",
            $"{open} in {GatewaySettings.Section}:StateDirectory was open to other users of this machine; only the gateway needs it.")),
    ];
}
