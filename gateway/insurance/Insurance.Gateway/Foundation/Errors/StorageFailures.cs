namespace Insurance.Gateway.Foundation.Errors;

/// <summary>Failures of the disk under the gateway's own files.</summary>
internal static class StorageFailures
{
    // errno of Linux, which .NET passes on.
    private const int InputOutput = 5;
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int Quota = 122;

    // https://www.sqlite.org/rescode.html
    private const int SqliteReadOnly = 8;
    private const int SqliteInputOutput = 10;
    private const int SqliteFull = 13;
    private const int SqliteCannotOpen = 14;

    public static bool IsOne(Exception error) => error switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is SqliteReadOnly or SqliteInputOutput or SqliteFull or SqliteCannotOpen,
        IOException io => io.HResult is InputOutput or NoSpace or ReadOnlyFileSystem or Quota,
        _ => false,
    };
}
