using Grpc.Core;
using Insurance.V1;

namespace Insurance.Gateway.Services;

/// <summary>insurance.v1.Products over gRPC.</summary>
public sealed class ProductsService(GrpcApi api) : Products.ProductsBase
{
    /// <inheritdoc/>
    public override Task<Product> DraftProduct(DraftProductRequest request, ServerCallContext context) =>
        api.CallAsync<Product>(request, context);

    /// <inheritdoc/>
    public override Task<Product> OpenProduct(OpenProductRequest request, ServerCallContext context) =>
        api.CallAsync<Product>(request, context);

    /// <inheritdoc/>
    public override Task<Product> PublishProduct(PublishProductRequest request, ServerCallContext context) =>
        api.CallAsync<Product>(request, context);

    /// <inheritdoc/>
    public override Task<Product> WithdrawProduct(WithdrawProductRequest request, ServerCallContext context) =>
        api.CallAsync<Product>(request, context);

    /// <inheritdoc/>
    public override Task<Product> GetProduct(GetProductRequest request, ServerCallContext context) =>
        api.CallAsync<Product>(request, context);

    /// <inheritdoc/>
    public override Task<ListProductsResponse> ListProducts(ListProductsRequest request, ServerCallContext context) =>
        api.CallAsync<ListProductsResponse>(request, context);
}
