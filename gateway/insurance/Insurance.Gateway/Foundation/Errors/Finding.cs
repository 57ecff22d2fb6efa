namespace Insurance.Gateway.Foundation.Errors;

/// <summary>Something a check at the start found.</summary>
/// <param name="Kind">What becomes of the gateway.</param>
/// <param name="Code">A stable code; the list is in docs/integrate/gateway.md.</param>
/// <param name="Message">What is wrong and what to do, in one line.</param>
internal sealed record Finding(FindingKind Kind, string Code, string Message)
{
    /// <summary>Creates one of <see cref="FindingKind.Warning"/>.</summary>
    public static Finding Warning(string code, string message) => new(FindingKind.Warning, code, message);

    /// <summary>Creates one of <see cref="FindingKind.Waiting"/>.</summary>
    public static Finding Waiting(string code, string message) => new(FindingKind.Waiting, code, message);

    /// <summary>Creates one of <see cref="FindingKind.Fatal"/>.</summary>
    public static Finding Fatal(string code, string message) => new(FindingKind.Fatal, code, message);

    /// <inheritdoc/>
    public override string ToString() => $"{Code}: {Message}";
}
