namespace Insurance.Cli.Commands;

/// <summary><c>insure network</c>: what concerns the Fabric network under the consortium.</summary>
internal static class NetworkCommand
{
    public static Command Create() => new("network", "Prepares and changes the Fabric network of a consortium.")
    {
        NetworkRenderCommand.Create(),
        NetworkUpgradeCommand.Create(),
    };
}
