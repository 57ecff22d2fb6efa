namespace Fabric.DevLedger.Storage.Verification;

/// <summary>A table that follows from the blocks, and how to say what is wrong with a row of it.</summary>
/// <param name="Name">As in the schema.</param>
/// <param name="Row">What a row is, for a message.</param>
/// <param name="HasKey">Whether a byte key comes first.</param>
/// <param name="HasPosition">Whether a position is the key or its second part.</param>
/// <param name="Values">The columns that must be the same.</param>
internal abstract record ComparedTable(string Name, string Row, bool HasKey, bool HasPosition, string Values)
{
    public int KeyColumns => (HasKey ? 1 : 0) + (HasPosition ? 1 : 0);

    public int Columns => KeyColumns + (Values.Length == 0 ? 0 : Values.Split(',').Length);

    public string Sql
    {
        get
        {
            var keys = string.Join(", ", Keys);
            var places = HasKey && HasPosition ? "?1, ?2" : "?1";
            return $"SELECT {keys}{(Values.Length > 0 ? ", " + Values : string.Empty)} FROM {Name} WHERE ({keys}) > ({places}) ORDER BY {keys}";
        }
    }

    protected abstract IEnumerable<string> Keys { get; }

    /// <summary>A row that no block made.</summary>
    public abstract LedgerDamagedException Extra(Statement source);

    /// <summary>A row that is not there, unless that may be.</summary>
    /// <exception cref="LedgerDamagedException">It should be there.</exception>
    public abstract void Missing(Statement target);

    /// <summary>A row with another value in a column, unless that may be.</summary>
    /// <exception cref="LedgerDamagedException">It may not.</exception>
    public abstract void Differs(Statement source, Statement target, int column);
}
