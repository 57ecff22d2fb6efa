namespace Fabric.DevLedger.Chaincode;

/// <summary>What a running transaction may read. Safe for several requests of one transaction at once.</summary>
/// <remarks>An empty collection name means the public state.</remarks>
internal interface ILedgerAccess
{
    /// <exception cref="LedgerAccessException">The transaction may not read this.</exception>
    byte[]? GetState(string collection, string key);

    byte[]? GetPrivateHash(string collection, string key);

    byte[]? GetValidationParameter(string collection, string key);

    /// <summary>
    /// Reads a range in parts, each when it is asked for. What is asked for no more counts as not read, as of an iterator
    /// that chaincode closes early.
    /// </summary>
    /// <param name="end">Exclusive; empty for no end.</param>
    /// <param name="limit">The most entries answered; 0 for all.</param>
    IEnumerable<ScanAnswer> Scan(string collection, string start, string end, int limit);

    IEnumerable<HistoryAnswer> GetHistory(string key, int limit);

    /// <summary>Why a chaincode is not run within this transaction.</summary>
    LedgerAccessException RefusesInvocation(string chaincode);
}
