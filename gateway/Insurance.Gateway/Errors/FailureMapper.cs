using Insurance.Gateway.Ledger;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Insurance.Gateway.Errors;

/// <summary>Turns whatever went wrong into what callers may see.</summary>
public sealed partial class FailureMapper(ErrorCodeTable codes, ILogger<FailureMapper> logger)
{
    /// <summary>Maps an exception; what is not understood is logged and becomes INTERNAL.</summary>
    public ApiException Map(Exception error, string method)
    {
        // A path that no method has is the caller's own text.
        method = BoundedText.Of(method, BoundedText.Name);
        switch (error)
        {
            case ApiException known:
                LogRefused(method, known.Code);
                return known;
            case LedgerException ledger:
                return Map(ledger, method);
            case BadHttpRequestException refused:
                return Map(refused.StatusCode switch
                {
                    StatusCodes.Status408RequestTimeout => GatewayErrors.RequestTooSlow(),
                    StatusCodes.Status413PayloadTooLarge => GatewayErrors.MessageTooLarge(),
                    _ => GatewayErrors.RequestUnreadable(),
                }, method);
            case SqliteException or IOException when StorageFailures.IsOne(error):
                LogStorage(method, error.Message);
                return GatewayErrors.StorageUnavailable();
            default:
                LogFailed(method, error!);
                return GatewayErrors.Internal();
        }
    }

    private ApiException Map(LedgerException error, string method)
    {
        if (error is { Failure: LedgerFailure.Refused, Code: { Length: > 0 } code })
        {
            LogRefused(method, BoundedText.Of(code, BoundedText.Name));
            return new ApiException(code, codes.Find(code), error.Message, error.Field);
        }

        LogLedgerFailed(method, error.Failure, error);
        return error.Failure switch
        {
            LedgerFailure.Unavailable => GatewayErrors.LedgerUnavailable(),
            LedgerFailure.Timeout => GatewayErrors.LedgerTimeout(),
            LedgerFailure.Conflict or LedgerFailure.Diverged => GatewayErrors.LedgerConflict(),
            LedgerFailure.OutcomeUnknown => GatewayErrors.OutcomeUnknown(error.TransactionId ?? ""),
            LedgerFailure.Unfinished => GatewayErrors.Unfinished(),
            LedgerFailure.Invalid => GatewayErrors.TransactionInvalid(
                error.TransactionId ?? "", error.ValidationCode ?? "unknown"),
            _ => GatewayErrors.LedgerRefused(),
        };
    }

    [LoggerMessage(1, LogLevel.Information, "{Method} refused: {Code}")]
    private partial void LogRefused(string method, string code);

    [LoggerMessage(2, LogLevel.Warning, "{Method} failed at the ledger: {Failure}")]
    private partial void LogLedgerFailed(string method, LedgerFailure failure, Exception error);

    [LoggerMessage(4, LogLevel.Error, "{Method} failed, since the gateway's own files cannot be written: {Cause}")]
    private partial void LogStorage(string method, string cause);

    [LoggerMessage(3, LogLevel.Error, "{Method} failed")]
    private partial void LogFailed(string method, Exception error);
}
