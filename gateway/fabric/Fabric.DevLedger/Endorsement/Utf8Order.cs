namespace Fabric.DevLedger.Endorsement;

/// <summary>Orders strings as their UTF-8 bytes are ordered, which is Fabric's order of keys.</summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static readonly Utf8Order Instance = new();

    public int Compare(string? x, string? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var length = Math.Min(x.Length, y.Length);
        var common = x.AsSpan(0, length).CommonPrefixLength(y.AsSpan(0, length));
        return common == length ? x.Length.CompareTo(y.Length) : Rank(x[common]).CompareTo(Rank(y[common]));
    }

    // Surrogates stand for code points above U+FFFF but lie below U+E000 in UTF-16.
    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x2800 : c;
}
