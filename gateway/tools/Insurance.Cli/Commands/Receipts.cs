using Fabric.Audit;

namespace Insurance.Cli.Commands;

/// <summary>The notes that an auditor keeps from one verification to the next.</summary>
/// <param name="Before">The file to go on from; <c>null</c>: none.</param>
/// <param name="After">The file to write; <c>null</c>: none.</param>
internal sealed record Receipts(string? Before, string? After)
{
    public AuditReceipt? Read()
    {
        try
        {
            return Before is null ? null : AuditReceipt.Read(File.ReadAllBytes(Before));
        }
        catch (FormatException error)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"--receipt {Before} cannot be used: {error.Message}");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"there is no file {Before}");
        }
    }

    /// <summary>Writes the file whole or not at all: a torn receipt would bar the next verification.</summary>
    public void Write(AuditReceipt? receipt)
    {
        if (After is null)
        {
            return;
        }

        if (receipt is null)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, "no receipt is written: blocks before these were not verified; give the exports before them along, or --receipt");
        }

        var written = After + ".new";
        File.WriteAllBytes(written, receipt.Write());
        File.Move(written, After, overwrite: true);
    }
}
