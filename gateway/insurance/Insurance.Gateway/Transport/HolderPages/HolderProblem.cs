namespace Insurance.Gateway.Transport.HolderPages;

/// <summary>Why the page does not show what was asked for.</summary>
/// <param name="Status">The status of HTTP.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Help">What the holder can do.</param>
internal sealed record HolderProblem(int Status, Text What, Text Help)
{
    /// <summary>The session has ended, or the browser brought none.</summary>
    public static HolderProblem Session { get; } = new(StatusCodes.Status401Unauthorized, Text.ErrorSession, Text.ErrorSessionHelp);

    /// <summary>True: another access code may help.</summary>
    public bool IsOfTheCode => What == Text.ErrorToken;

    /// <summary>That of a failure.</summary>
    public static HolderProblem Of(ApiException error) => error.Status switch
    {
        StatusCode.Unauthenticated => new(StatusCodes.Status401Unauthorized, Text.ErrorToken, Text.ErrorTokenHelp),
        StatusCode.ResourceExhausted => new(StatusCodes.Status429TooManyRequests, Text.ErrorTooMany, Text.ErrorTooManyHelp),
        StatusCode.DeadlineExceeded when error.Code == "REQUEST_TOO_SLOW" => new(StatusCodes.Status408RequestTimeout, Text.ErrorTooSlow, Text.ErrorTooSlowHelp),
        _ => new(StatusCodes.Status503ServiceUnavailable, Text.ErrorUnavailable, Text.ErrorUnavailableHelp),
    };
}
