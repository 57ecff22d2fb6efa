using Google.Protobuf.WellKnownTypes;

namespace Insurance.Gateway.UseCases.Audit;

/// <summary>Streams an audit export.</summary>
internal sealed class AuditOperations(AuditExporter exporter, TimeProvider clock)
{
    /// <summary>The file of a period, in pieces.</summary>
    /// <exception cref="ApiException">The period is none.</exception>
    public async IAsyncEnumerable<AuditChunk> ExportAsync(
        ApiCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = (ExportAuditRequest)call.Request;
        await foreach (var piece in exporter.ExportAsync(Scope(request), call.Role, cancellationToken))
        {
            yield return new AuditChunk { Data = UnsafeByteOperations.UnsafeWrap(piece) };
        }
    }

    private ExportScope Scope(ExportAuditRequest request)
    {
        var wrong = new ViolationList();
        var (from, to) = (Moment(request.From, "from", wrong), Moment(request.To, "to", wrong));
        if (from >= to)
        {
            wrong.Add(GatewayErrors.PeriodInvalid("to", "The period must end after its begin."));
        }

        if (from > clock.GetUtcNow())
        {
            wrong.Add(GatewayErrors.PeriodInvalid("from", "The period has not begun yet."));
        }

        var scope = new ExportScope(
            from, to, request.HasFromBlock ? request.FromBlock : null, request.HasToBlock ? request.ToBlock : null);
        if (request.From is not null && scope.FromBlock is not null)
        {
            wrong.Add(GatewayErrors.PeriodInvalid("fromBlock", "An export begins with a time or with a block, not with both."));
        }

        if (request.To is not null && scope.ToBlock is not null)
        {
            wrong.Add(GatewayErrors.PeriodInvalid("toBlock", "An export ends with a time or with a block, not with both."));
        }

        if (scope.FromBlock > scope.ToBlock)
        {
            wrong.Add(GatewayErrors.PeriodInvalid("toBlock", "The last block must not be before the first."));
        }

        wrong.Throw();
        return scope;
    }

    private static DateTimeOffset? Moment(Timestamp? time, string field, ViolationList wrong)
    {
        try
        {
            return time?.ToDateTimeOffset();
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentOutOfRangeException)
        {
            wrong.Add(GatewayErrors.PeriodInvalid(field, "The time is outside the years 1 to 9999."));
            return null;
        }
    }
}
