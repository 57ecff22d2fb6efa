namespace Insurance.Gateway.Foundation.Errors;

/// <summary>One of several transactions was recorded, and what must follow or take it back failed.</summary>
/// <param name="message">For the log, not for callers.</param>
/// <param name="inner">What failed.</param>
internal sealed class UnfinishedException(string message, Exception inner) : Exception(message, inner);
