using System.Globalization;

namespace MovableClocks;

/// <summary>How far a development ledger's clock is ahead of the machine's, as a file of the ledger's folder says it.</summary>
/// <remarks>Whole seconds in decimal digits and a line feed; docs/operate/devledger.md describes the file.</remarks>
internal static class ClockOffset
{
    /// <summary>The file's name in the ledger's folder. Where it is, the clock can be moved.</summary>
    public const string FileName = "clock-offset";

    /// <summary>What names the file to a chaincode.</summary>
    public const string Variable = "DEVLEDGER_CLOCK";

    /// <summary>The farthest that a clock can be ahead: ten years.</summary>
    public static readonly TimeSpan Farthest = TimeSpan.FromDays(3653);

    /// <summary>The content of a file.</summary>
    public static string Text(TimeSpan offset) => ((long)offset.TotalSeconds).ToString(CultureInfo.InvariantCulture) + "\n";

    /// <summary>Reads a file.</summary>
    /// <returns>The offset; <c>null</c>: there is no such file, or it cannot be read, or says no number from zero to the farthest.</returns>
    public static TimeSpan? Read(string path)
    {
        try
        {
            return long.TryParse(File.ReadAllText(path).AsSpan().TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds <= (long)Farthest.TotalSeconds
                ? TimeSpan.FromSeconds(seconds)
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
