namespace Insurance.Demo;

/// <summary>Identifiers of one run: a ledger never forgets, so each run needs its own.</summary>
public sealed class RunIds(string run)
{
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>Of a run that begins now.</summary>
    public RunIds(DateTimeOffset now)
        : this(Encode(now.ToUnixTimeMilliseconds()))
    {
    }

    public string Run { get; } = run;

    public string Of(string kind, string line, int number) => $"{kind}-{line}-{number:0000}-{Run}";

    public string Of(string kind, string line, int number, int insurer) => $"{kind}-{line}-{number:0000}-{insurer}-{Run}";

    private static string Encode(long value)
    {
        var text = "";
        for (; value > 0; value /= Digits.Length)
        {
            text = Digits[(int)(value % Digits.Length)] + text;
        }

        return text;
    }
}
