using Grpc.Core;
using Insurance.V1;

namespace Insurance.Gateway.Services;

/// <summary>insurance.v1.Holders over gRPC.</summary>
public sealed class HoldersService(GrpcApi api) : Holders.HoldersBase
{
    /// <inheritdoc/>
    public override Task<IssuedHolderToken> IssueHolderToken(IssueHolderTokenRequest request, ServerCallContext context) =>
        api.CallAsync<IssuedHolderToken>(request, context);

    /// <inheritdoc/>
    public override Task<HolderToken> RevokeHolderToken(RevokeHolderTokenRequest request, ServerCallContext context) =>
        api.CallAsync<HolderToken>(request, context);

    /// <inheritdoc/>
    public override Task<ListHolderTokensResponse> ListHolderTokens(ListHolderTokensRequest request, ServerCallContext context) =>
        api.CallAsync<ListHolderTokensResponse>(request, context);

    /// <inheritdoc/>
    public override Task<HolderView> GetHolderView(GetHolderViewRequest request, ServerCallContext context) =>
        api.CallAsync<HolderView>(request, context);
}
