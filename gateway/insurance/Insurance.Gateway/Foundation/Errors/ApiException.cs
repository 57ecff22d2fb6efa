namespace Insurance.Gateway.Foundation.Errors;

/// <summary>An error as callers see it: a stable code, a gRPC status and a sentence; nothing internal.</summary>
internal sealed class ApiException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="code">Stable, for example <c>POLICY_NOT_IN_FORCE</c>.</param>
    /// <param name="status">The gRPC status.</param>
    /// <param name="message">A sentence a person understands.</param>
    /// <param name="field">The field of the request it is about, where there is one.</param>
    /// <param name="metadata">Further facts a program may use.</param>
    public ApiException(
        string code,
        StatusCode status,
        string message,
        string? field = null,
        IReadOnlyDictionary<string, string>? metadata = null)
        : this(status, [new Violation(code, field ?? "", message)], 0, metadata)
    {
    }

    /// <summary>Creates the error of all that is wrong with a request.</summary>
    /// <param name="status">The gRPC status.</param>
    /// <param name="violations">At least one; the first has the code.</param>
    /// <param name="omitted">How many more there are.</param>
    /// <param name="metadata">Further facts a program may use.</param>
    public ApiException(
        StatusCode status, IReadOnlyList<Violation> violations, int omitted = 0, IReadOnlyDictionary<string, string>? metadata = null)
        : this(Bounded(violations), omitted, status, metadata)
    {
    }

    private ApiException(Violation[] bounded, int omitted, StatusCode status, IReadOnlyDictionary<string, string>? metadata)
        : base(BoundedText.Of(ViolationList.Sentence(bounded, omitted), BoundedText.Sentence))
    {
        Violations = bounded;
        Status = status;
        Metadata = (metadata ?? new Dictionary<string, string>()).ToDictionary(
            item => item.Key, item => BoundedText.Of(item.Value, BoundedText.Name));
    }

    /// <summary>The stable code.</summary>
    public string Code => Violations[0].Code;

    /// <summary>The gRPC status.</summary>
    public StatusCode Status { get; }

    /// <summary>The field of the request, or <c>null</c>.</summary>
    public string? Field => Violations[0].Field is { Length: > 0 } path ? path : null;

    /// <summary>All that is wrong; the first has the error's own code and field.</summary>
    public IReadOnlyList<Violation> Violations { get; }

    /// <summary>When to try again; <c>null</c> where that would not help.</summary>
    /// <value>Default: a second for what is busy or cannot be reached, else <c>null</c>.</value>
    public TimeSpan? RetryAfter
    {
        get => field ?? (Status is StatusCode.ResourceExhausted or StatusCode.Unavailable && Code != "INPUT_TOO_LARGE"
            ? TimeSpan.FromSeconds(1)
            : null);
        init;
    }

    /// <summary>Further facts.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    private static Violation[] Bounded(IReadOnlyList<Violation> violations) =>
        [.. violations.Select(violation => violation.Bounded(violations.Count == 1 ? BoundedText.Sentence : BoundedText.Violation))];
}
