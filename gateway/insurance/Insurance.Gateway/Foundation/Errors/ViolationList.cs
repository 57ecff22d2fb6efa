namespace Insurance.Gateway.Foundation.Errors;

/// <summary>Collects all that is wrong with a request, so that one answer names it.</summary>
internal sealed class ViolationList
{
    /// <summary>The most that one answer names; the chaincode has the same bound.</summary>
    public const int Most = 20;

    // Room for the count of what is not reported.
    private const int MostReported = BoundedText.Sentence - 20;
    private readonly List<Violation> _found = [];
    private int _omitted;

    /// <summary>True while nothing was found.</summary>
    public bool None => _found.Count == 0;

    /// <summary>True: more would only be counted.</summary>
    public bool Full => _found.Count == Most;

    /// <summary>Adds what a check found; what is wrong besides with a field that is named already is left out.</summary>
    public void Add(ApiException? error)
    {
        foreach (var violation in error?.Violations ?? [])
        {
            Add(violation);
        }
    }

    /// <summary>Refuses the request when something was found.</summary>
    /// <exception cref="ApiException">INVALID_ARGUMENT with the code of what was found first.</exception>
    public void Throw()
    {
        if (!None)
        {
            throw new ApiException(StatusCode.InvalidArgument, _found, _omitted);
        }
    }

    /// <summary>The sentence of several, each with its field's name.</summary>
    public static string Sentence(IReadOnlyList<Violation> violations, int omitted)
    {
        if (violations.Count == 1 && omitted == 0)
        {
            return violations[0].Sentence;
        }

        var reported = new StringBuilder(violations[0].Sentence);
        var count = 1;
        for (; count < violations.Count; count++)
        {
            if (Encoding.UTF8.GetByteCount(violations[count].Sentence) + Encoding.UTF8.GetByteCount(reported.ToString()) > MostReported)
            {
                break;
            }

            reported.Append(' ').Append(violations[count].Sentence);
        }

        omitted += violations.Count - count;
        return omitted == 0 ? reported.ToString() : reported.Append(CultureInfo.InvariantCulture, $" And {omitted} more.").ToString();
    }

    private void Add(Violation violation)
    {
        if (_found.Exists(known => known.Field == violation.Field))
        {
            return;
        }

        if (Full)
        {
            _omitted++;
            return;
        }

        _found.Add(violation);
    }
}
