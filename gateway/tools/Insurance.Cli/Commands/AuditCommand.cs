namespace Insurance.Cli.Commands;

/// <summary><c>insure audit</c>: what a third party needs to check the ledger by itself.</summary>
internal static class AuditCommand
{
    public static Command Create() => new("audit", "Exports the ledger of a period, and verifies such exports without a network.")
    {
        AuditExportCommand.Create(),
        AuditVerifyCommand.Create(),
    };
}
