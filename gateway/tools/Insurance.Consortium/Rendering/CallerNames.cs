namespace Insurance.Consortium.Rendering;

/// <summary>What callers may be called.</summary>
internal static class CallerNames
{
    // The longest common name of a certificate (RFC 5280, ub-common-name).
    private const int LongestCommonName = 64;

    /// <summary>What the ledger records of a caller, as the actor of a transaction.</summary>
    public static string CommonName(string caller, string mspId) => $"{caller}.{mspId}";

    /// <summary>What is wrong with a name that also names files; null: nothing.</summary>
    public static string? Problem(string caller, string mspId)
    {
        var most = LongestCommonName - mspId.Length - 1;
        return caller.Length == 0 || caller.Length > most || !char.IsAsciiLetterOrDigit(caller[0]) || !caller.All(IsPlain)
            ? $"a name is 1 to {most} letters, digits, '.', '_', '-' or '@', and begins with a letter or digit"
            : null;
    }

    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-' or '@';
}
