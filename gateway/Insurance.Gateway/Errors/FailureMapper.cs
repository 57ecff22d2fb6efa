using System.Text.RegularExpressions;
using Insurance.Gateway.Ledger;
using Microsoft.Extensions.Logging;

namespace Insurance.Gateway.Errors;

/// <summary>Turns whatever went wrong into what callers may see.</summary>
public sealed partial class FailureMapper(ErrorCodeTable codes, ILogger<FailureMapper> logger)
{
    /// <summary>Maps an exception; what is not understood is logged and becomes INTERNAL.</summary>
    public ApiException Map(Exception error, string method)
    {
        switch (error)
        {
            case ApiException known:
                LogRefused(method, known.Code);
                return known;
            case LedgerException ledger:
                return Map(ledger, method);
            default:
                LogFailed(method, error);
                return GatewayErrors.Internal();
        }
    }

    private ApiException Map(LedgerException error, string method)
    {
        if (error is { Failure: LedgerFailure.Refused, Code: { Length: > 0 } code })
        {
            LogRefused(method, code);
            return new ApiException(code, codes.Find(code), error.Message, ProtoPath(error.Field));
        }

        LogLedgerFailed(method, error.Failure, error);
        return error.Failure switch
        {
            LedgerFailure.Unavailable => GatewayErrors.LedgerUnavailable(),
            LedgerFailure.Timeout => GatewayErrors.LedgerTimeout(),
            LedgerFailure.Conflict or LedgerFailure.Diverged => GatewayErrors.LedgerConflict(),
            LedgerFailure.OutcomeUnknown => GatewayErrors.OutcomeUnknown(error.TransactionId ?? ""),
            LedgerFailure.Invalid => GatewayErrors.TransactionInvalid(
                error.TransactionId ?? "", error.ValidationCode ?? "unknown"),
            _ => GatewayErrors.LedgerRefused(),
        };
    }

    /// <summary>Callers know fields by their names in the proto files: <c>amountClaimed</c> is <c>amount_claimed</c>.</summary>
    private static string? ProtoPath(string? jsonPath) =>
        jsonPath is null ? null : Capital().Replace(jsonPath, match => "_" + match.Value.ToLowerInvariant());

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]")]
    private static partial Regex Capital();

    [LoggerMessage(1, LogLevel.Information, "{Method} refused: {Code}")]
    private partial void LogRefused(string method, string code);

    [LoggerMessage(2, LogLevel.Warning, "{Method} failed at the ledger: {Failure}")]
    private partial void LogLedgerFailed(string method, LedgerFailure failure, Exception error);

    [LoggerMessage(3, LogLevel.Error, "{Method} failed")]
    private partial void LogFailed(string method, Exception error);
}
