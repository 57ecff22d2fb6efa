using Grpc.Core;
using Insurance.V1;

namespace Insurance.Gateway.Services;

/// <summary>insurance.v1.Ledger over gRPC.</summary>
public sealed class LedgerService(GrpcApi api) : V1.Ledger.LedgerBase
{
    /// <inheritdoc/>
    public override Task<GetHistoryResponse> GetHistory(GetHistoryRequest request, ServerCallContext context) =>
        api.CallAsync<GetHistoryResponse>(request, context);

    /// <inheritdoc/>
    public override Task<VerifyTransactionResponse> VerifyTransaction(
        VerifyTransactionRequest request, ServerCallContext context) =>
        api.CallAsync<VerifyTransactionResponse>(request, context);

    /// <inheritdoc/>
    public override Task<LedgerInfo> GetLedgerInfo(GetLedgerInfoRequest request, ServerCallContext context) =>
        api.CallAsync<LedgerInfo>(request, context);

    /// <inheritdoc/>
    public override Task<VerifyDocumentResponse> VerifyDocument(VerifyDocumentRequest request, ServerCallContext context) =>
        api.CallAsync<VerifyDocumentResponse>(request, context);

    /// <inheritdoc/>
    public override Task ExportAudit(
        ExportAuditRequest request, IServerStreamWriter<AuditChunk> responseStream, ServerCallContext context) =>
        api.StreamAsync(request, responseStream, context);
}
