using Grpc.Core;
using Insurance.V1;

namespace Insurance.Gateway.Services;

/// <summary>insurance.v1.Quotes over gRPC.</summary>
public sealed class QuotesService(GrpcApi api) : Quotes.QuotesBase
{
    /// <inheritdoc/>
    public override Task<Quote> RequestQuote(RequestQuoteRequest request, ServerCallContext context) =>
        api.CallAsync<Quote>(request, context);

    /// <inheritdoc/>
    public override Task<Quote> GetQuote(GetQuoteRequest request, ServerCallContext context) =>
        api.CallAsync<Quote>(request, context);
}
