namespace Insurance.Gateway.Transport.Errors;

/// <summary>Turns whatever went wrong into what callers may see.</summary>
internal sealed partial class FailureMapper(ErrorCodeTable codes, ILogger<FailureMapper> logger)
{
    /// <summary>Maps an exception; what is not understood is logged and becomes INTERNAL.</summary>
    public ApiException Map(Exception error, string method)
    {
        // A path that no method has is the caller's own text.
        method = BoundedText.Of(method, BoundedText.Name).TrimStart('/');
        var note = CallNote.Of(error);
        switch (error)
        {
            case ApiException known:
                LogRefused(method, known.Code, note.Caller, note.Records);
                return known;
            case LedgerException ledger:
                return Map(ledger, method, note);
            case UnfinishedException:
                LogLedgerFailed(method, "Unfinished", note.Caller, note.Records, error);
                return GatewayErrors.Unfinished();
            case BadHttpRequestException refused:
                return Map(refused.StatusCode switch
                {
                    StatusCodes.Status408RequestTimeout => GatewayErrors.RequestTooSlow(),
                    StatusCodes.Status413PayloadTooLarge => GatewayErrors.MessageTooLarge(),
                    _ => GatewayErrors.RequestUnreadable(),
                }, method);
            case SqliteException or IOException when StorageFailures.IsOne(error):
                LogStorage(method, error.Message, note.Caller, note.Records);
                return GatewayErrors.StorageUnavailable();
            default:
                LogFailed(method, note.Caller, note.Records, error!);
                return GatewayErrors.Internal();
        }
    }

    private ApiException Map(LedgerException error, string method, CallNote note)
    {
        if (error is { Failure: LedgerFailure.Refused, Code: { Length: > 0 } code })
        {
            LogRefused(method, BoundedText.Of(code, BoundedText.Name), note.Caller, note.Records);
            return new ApiException(codes.Find(code), [new Violation(code, error.Field ?? "", error.Message), .. error.Further.Select(other => new Violation(other.Code, other.Field, other.Message))], error.Omitted);
        }

        LogLedgerFailed(method, error.Failure.ToString(), note.Caller, note.Records, error);
        if (error.FirstBlock is { } first)
        {
            return GatewayErrors.NotOnThisPeer(first);
        }

        return error.Failure switch
        {
            LedgerFailure.Unavailable => GatewayErrors.LedgerUnavailable(),
            LedgerFailure.Timeout => GatewayErrors.LedgerTimeout(),
            LedgerFailure.Conflict or LedgerFailure.Diverged => GatewayErrors.LedgerConflict(),
            LedgerFailure.OutcomeUnknown => GatewayErrors.OutcomeUnknown(error.TransactionId ?? ""),
            LedgerFailure.Invalid when error.ValidationCode == LedgerException.EndorsementPolicyFailure =>
                GatewayErrors.EndorsementPolicyNotSatisfied(error.TransactionId ?? ""),
            LedgerFailure.Invalid => GatewayErrors.TransactionInvalid(
                error.TransactionId ?? "", error.ValidationCode ?? "unknown"),
            _ when LedgerAnswers.RefusesTime(error) => GatewayErrors.LedgerClockWrong(),
            _ when LedgerAnswers.RefusesIdentity(error) => GatewayErrors.LedgerIdentityRefused(),
            _ => GatewayErrors.LedgerRefused(),
        };
    }

    [LoggerMessage(111, LogLevel.Information, "{Method} refused: {Code}; caller {Caller}, records {Records}")]
    private partial void LogRefused(string method, string code, string caller, string records);

    [LoggerMessage(112, LogLevel.Warning, "{Method} failed at the ledger: {Failure}; caller {Caller}, records {Records}")]
    private partial void LogLedgerFailed(string method, string failure, string caller, string records, Exception error);

    [LoggerMessage(114, LogLevel.Error, "{Method} failed, since the gateway's own files cannot be written: {Cause}; caller {Caller}, records {Records}")]
    private partial void LogStorage(string method, string cause, string caller, string records);

    [LoggerMessage(113, LogLevel.Error, "{Method} failed; caller {Caller}, records {Records}")]
    private partial void LogFailed(string method, string caller, string records, Exception error);
}
