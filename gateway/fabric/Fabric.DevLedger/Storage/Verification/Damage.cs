namespace Fabric.DevLedger.Storage.Verification;

/// <summary>Words what is wrong with a ledger, always with its place.</summary>
internal static class Damage
{
    private const int IoErrorRead = 10 | (1 << 8);
    private const int LongestKey = 200;

    public static LedgerDamagedException At(ulong block, string what) =>
        new(block, FormattableString.Invariant($"the ledger is damaged: block {block} {what}"));

    public static LedgerDamagedException At(string table, ReadOnlySpan<byte> key, string what, ulong? block = null) =>
        new(block, $"the ledger is damaged: {table} {Text(key)} {what}");

    /// <summary>Runs what reads the ledger; what cannot be read because it is damaged is damage at a block or place.</summary>
    public static T Watch<T>(Func<string> place, Func<ulong?> block, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException e) when (e.IsDamage || e.Code == IoErrorRead)
        {
            throw new LedgerDamagedException(block(), $"the ledger is damaged: {place()} cannot be read: {e.Message}");
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new LedgerDamagedException(block(), $"the ledger is damaged: {place()} is unreadable: {e.Message}");
        }
    }

    /// <summary>A stored key as a person can read it: its parts are separated by slashes.</summary>
    public static string Text(ReadOnlySpan<byte> key)
    {
        var text = new StringBuilder();
        foreach (var rune in Encoding.UTF8.GetString(key).EnumerateRunes())
        {
            if (text.Length >= LongestKey)
            {
                text.Append('…');
                break;
            }

            _ = rune.Value == 0 ? text.Append('/') : Rune.IsControl(rune) || rune == Rune.ReplacementChar ? text.Append('.') : text.Append(rune);
        }

        return text.ToString();
    }
}
