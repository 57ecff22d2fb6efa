namespace Insurance.Gateway.Foundation.Following;

/// <summary>What an operator should look at although the gateway serves; <c>/readyz</c> lists the codes.</summary>
internal sealed class ReadinessNotes
{
    private readonly ConcurrentDictionary<string, string> _codes = new(StringComparer.Ordinal);

    /// <summary>The codes, in order.</summary>
    public IReadOnlyList<string> Codes => [.. _codes.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Sets what one part has to say; <c>null</c>: nothing.</summary>
    public void Set(string part, string? code)
    {
        if (code is null)
        {
            _codes.TryRemove(part, out _);
        }
        else
        {
            _codes[part] = code;
        }
    }
}
