using Grpc.Core;

namespace Insurance.Gateway.Errors;

/// <summary>An error as callers see it: a stable code, a gRPC status and a sentence; nothing internal.</summary>
public sealed class ApiException : Exception
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
        : base(BoundedText.Of(message, BoundedText.Sentence))
    {
        Code = BoundedText.Of(code, BoundedText.Name);
        Status = status;
        Field = string.IsNullOrEmpty(field) ? null : BoundedText.Of(field, BoundedText.Name);
        Metadata = (metadata ?? new Dictionary<string, string>()).ToDictionary(
            item => item.Key, item => BoundedText.Of(item.Value, BoundedText.Name));
    }

    /// <summary>The stable code.</summary>
    public string Code { get; }

    /// <summary>The gRPC status.</summary>
    public StatusCode Status { get; }

    /// <summary>The field of the request, or <c>null</c>.</summary>
    public string? Field { get; }

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
}
